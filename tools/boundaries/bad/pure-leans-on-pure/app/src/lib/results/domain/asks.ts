import '../server/api.server.ts';
