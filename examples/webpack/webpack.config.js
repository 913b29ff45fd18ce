const { join } = require('node:path');

module.exports = {
  mode: 'production',
  entry: './src/index.js',
  output: { path: join(__dirname, 'public', 'build'), clean: true },
  performance: { hints: false },
};
