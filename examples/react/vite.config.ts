import react from '@vitejs/plugin-react';
import { familyAuth } from 'family-auth/vite';
import { defineConfig } from 'vite';

export default defineConfig({ plugins: [react(), familyAuth()] });
