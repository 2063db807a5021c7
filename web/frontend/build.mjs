// Builds the islands and the typeface into ../static/dist, which the server embeds.
import { readFile, rm } from 'node:fs/promises'
import { build } from 'esbuild'
import subsetFont from 'subset-font'

// letters are those of the subsets that src/fonts.css names after its files: what
// Vietnamese and English are written with. A slow phone loads no others.
const letters = {
  '?latin': range(0x20, 0x7e) + '\u00a0ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý«»·°²³×±©–—‘’“”•…−',
  '?vietnamese': 'ĂăĐđĨĩŨũƠơƯư₫' + range(0x1ea0, 0x1ef9),
}

function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join('')
}

const subset = {
  name: 'subset',
  setup(b) {
    b.onLoad({ filter: /\.woff2$/ }, async ({ path, suffix }) => {
      const font = await readFile(path)
      return { contents: suffix in letters ? await subsetFont(font, letters[suffix], { targetFormat: 'woff2' }) : font, loader: 'file' }
    })
  },
}

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
  plugins: [subset],
  assetNames: 'fonts/[name]-[hash]',
  logLevel: 'info',
})
