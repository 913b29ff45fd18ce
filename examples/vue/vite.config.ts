import vue from '@vitejs/plugin-vue';
import { familyAuth } from 'family-auth/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [
    vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === 'family-auth' } } }),
    familyAuth(),
  ],
});
