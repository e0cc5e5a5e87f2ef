import '../src/lib/platform/config.ts';
