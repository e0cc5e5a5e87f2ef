import '../../../app/host/main.ts';
