// Serves the table of the bench with Platformatic DB: its mapper of tables and
// its REST routes, on DATABASE_URL and PORT. Limits on rows are lifted to ours.
import fastify from 'fastify'
import mapper from '@platformatic/sql-mapper'
import openapi from '@platformatic/sql-openapi'

const app = fastify({ logger: false })
await app.register(mapper.plugin ?? mapper, {
  connectionString: process.env.DATABASE_URL,
  poolSize: 16,
  limit: { default: 100, max: 50000 },
  log: { trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
})
await app.register(openapi.plugin ?? openapi)
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
