import { familyAuth } from 'family-auth/vite';
import { defineConfig } from 'vite';

export default defineConfig({ plugins: [familyAuth()] });
