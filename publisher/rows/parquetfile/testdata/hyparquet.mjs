// Writes hyparquet.parquet and wkb.parquet: npm i hyparquet-writer && node hyparquet.mjs
import { writeFileSync } from 'node:fs'
import { parquetWriteBuffer } from 'hyparquet-writer'
const point = new Uint8Array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x5a, 0x40, 0, 0, 0, 0, 0, 0, 0x30, 0x40]) // 106, 16
const geo = (crs) => [{ key: 'geo', value: JSON.stringify({ version: '1.1.0', primary_column: 'shape', columns: { shape: { encoding: 'WKB', geometry_types: ['Point'], ...crs } } }) }]
writeFileSync('hyparquet.parquet', new Uint8Array(parquetWriteBuffer({
  columnData: [
    { name: 'code', data: ['001', '002', null], type: 'STRING' },
    { name: 'n', data: [1, -2, 3], type: 'INT32' },
    { name: 'when', data: [new Date('2024-01-02T03:04:05.678Z'), null, new Date(0)], type: 'TIMESTAMP' },
    { name: 'x', data: [0.1, NaN, 1e300], type: 'DOUBLE' },
    { name: 'doc', data: [{ a: [1] }, null, { b: 'ê' }], type: 'JSON' },
  ],
})))
writeFileSync('wkb.parquet', new Uint8Array(parquetWriteBuffer({
  columnData: [{ name: 'shape', data: [point, null], type: 'BYTE_ARRAY' }, { name: 'name', data: ['Huế', 'x'], type: 'STRING' }], kvMetadata: geo({}),
})))
writeFileSync('vn2000.parquet', new Uint8Array(parquetWriteBuffer({
  columnData: [{ name: 'shape', data: [point], type: 'BYTE_ARRAY' }], kvMetadata: geo({ crs: { name: 'VN-2000', id: { authority: 'EPSG', code: 3405 } } }),
})))
