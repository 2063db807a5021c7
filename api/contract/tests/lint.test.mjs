// The documents pass both linters with all their recommended rules, but for one that both have and redocly has narrower.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

import { documents, folder, here, run, tool } from '../portal.mjs'

const made = await folder()
const linters = {
  redocly: (files) => run(tool('redocly'), ['lint', ...files, `--config=${join(here, 'redocly.yaml')}`, '--format=stylish', '--max-problems=30']),
  spectral: (files) => run(tool('spectral'), ['lint', ...files, `--ruleset=${join(here, 'spectral.yaml')}`, '--fail-severity=hint']),
}

for (const [name, lint] of Object.entries(linters)) {
  test(`${name} finds what is wrong with a document`, async () => {
    const wrong = join(made, `${name}-wrong.json`)
    await writeFile(wrong, JSON.stringify({ openapi: '3.1.0', info: { title: 'x' }, paths: { '/a': {} } }))
    assert.notEqual((await lint([wrong])).code, 0)
  })

  test(`${name} finds nothing wrong with the documents of the platform and of all tables`, async () => {
    const { code, said } = await lint(await documents(made))
    assert.equal(code, 0, said)
    assert.doesNotMatch(said, /have \d+ warning/i)
  })
}
