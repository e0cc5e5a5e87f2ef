import '../lib/platform/database.server.ts';
