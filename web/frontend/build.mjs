// Builds the islands and the typeface into ../static/dist, which the server embeds.
import { rm } from 'node:fs/promises'
import { build } from 'esbuild'

const out = '../static/dist'
await rm(out, { recursive: true, force: true })
await build({
  entryPoints: { app: 'src/app.ts', fonts: 'src/fonts.css' },
  outdir: out,
  bundle: true,
  minify: true,
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  target: 'es2022',
  loader: { '.woff2': 'file' },
  assetNames: 'fonts/[name]-[hash]',
  logLevel: 'info',
})
