package search_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/search"
	"nguon/search/searchtest"
)

// BenchmarkBesidePostgres asks the same queries of the index and of the full
// text search of PostgreSQL over the same datasets: words without marks, AND,
// ranked, a page of 20 with snippets and the same nine facets. PostgreSQL has
// the memory to do it without files, and as many processes as it wants.
func BenchmarkBesidePostgres(b *testing.B) {
	url := catalogtest.Postgres(b)
	x := openBenchmarked(b)
	db, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close(context.WithoutCancel(b.Context())) })
	if _, err := db.Exec(b.Context(), "SET work_mem = '256MB'; SET jit = off"); err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if err := fillPostgres(b.Context(), db, searchtest.New(benchSize(), 1)); err != nil {
		b.Fatal(err)
	}
	filled := time.Since(began)
	b.Run(fmt.Sprintf("datasets=%d", benchSize()), func(b *testing.B) {
		var ours, theirs []time.Duration
		ask := func() {
			for _, text := range words {
				began := time.Now()
				find(b, x, search.Request{Text: text})
				ours = append(ours, time.Since(began))
				began = time.Now()
				if err := askPostgres(b.Context(), db, text); err != nil {
					b.Fatal(err)
				}
				theirs = append(theirs, time.Since(began))
			}
		}
		ask() // warm
		ours, theirs = nil, nil
		for b.Loop() {
			ask()
		}
		mine, other := reportTimes(b, "index-", ours), reportTimes(b, "postgres-", theirs)
		b.ReportMetric(float64(other)/float64(mine), "times-faster")
		b.ReportMetric(float64(benchSize())/filled.Seconds(), "postgres-datasets/s")
	})
}

const postgresTables = `
CREATE EXTENSION unaccent;
CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION plain ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
CREATE TABLE texts (id int PRIMARY KEY, title text, subject text, columns text, description text,
	agency text[], theme text[], format text[], licence text, frequency text, territory text[], years int[], api bool, types text[]);`

const postgresIndex = `
ALTER TABLE texts ADD words tsvector;
UPDATE texts SET words = setweight(to_tsvector('plain', title), 'A') || setweight(to_tsvector('plain', subject), 'B') ||
	setweight(to_tsvector('plain', columns), 'C') || setweight(to_tsvector('plain', description), 'D');
CREATE INDEX ON texts USING gin (words) WITH (fastupdate = off);
VACUUM ANALYZE texts;`

// postgresQuery counts the facets of what was found and cuts snippets for the
// first 20 of it. What is found is kept without its texts.
const postgresQuery = `
WITH found AS MATERIALIZED (
	SELECT id, ts_rank(words, q) AS rank, agency, theme, format, licence, frequency, territory, years, api, types
	FROM texts, websearch_to_tsquery('plain', $1) q WHERE words @@ q),
page AS MATERIALIZED (SELECT id, rank FROM found ORDER BY rank DESC, id LIMIT 20)
(SELECT 'page' AS facet, ts_headline('plain', title || ' ' || description, websearch_to_tsquery('plain', $1)) AS value, id AS n
	FROM page JOIN texts USING (id) ORDER BY rank DESC, id)
UNION ALL SELECT 'agency', v, count(*) FROM found, unnest(agency) v GROUP BY v
UNION ALL SELECT 'theme', v, count(*) FROM found, unnest(theme) v GROUP BY v
UNION ALL SELECT 'format', v, count(*) FROM found, unnest(format) v GROUP BY v
UNION ALL SELECT 'licence', licence, count(*) FROM found GROUP BY licence
UNION ALL SELECT 'frequency', frequency, count(*) FROM found GROUP BY frequency
UNION ALL SELECT 'territory', v, count(*) FROM found, unnest(territory) v GROUP BY v
UNION ALL SELECT 'period', v::text, count(*) FROM found, unnest(years) v GROUP BY v
UNION ALL SELECT 'api', api::text, count(*) FROM found GROUP BY api
UNION ALL SELECT 'column_type', v, count(*) FROM found, unnest(types) v GROUP BY v`

func askPostgres(ctx context.Context, db *pgx.Conn, text string) error {
	rows, err := db.Query(ctx, postgresQuery, text)
	if err != nil {
		return err
	}
	var facet, value string
	var n int64
	_, err = pgx.ForEachRow(rows, []any{&facet, &value, &n}, func() error { return nil })
	return err
}

func fillPostgres(ctx context.Context, db *pgx.Conn, c *searchtest.Catalogue) error {
	if _, err := db.Exec(ctx, postgresTables); err != nil {
		return err
	}
	list, err := c.Agencies(ctx)
	if err != nil {
		return err
	}
	agencies := make(map[string]catalog.Agency)
	for _, a := range list {
		agencies[a.Code] = a
	}
	columns := []string{"id", "title", "subject", "columns", "description", "agency", "theme", "format", "licence", "frequency", "territory", "years", "api", "types"}
	_, err = db.CopyFrom(ctx, pgx.Identifier{"texts"}, columns, pgx.CopyFromSlice(c.Size(), func(i int) ([]any, error) {
		return postgresRow(i, c, agencies), nil
	}))
	if err != nil {
		return err
	}
	for statement := range strings.SplitSeq(postgresIndex, ";\n") {
		if _, err := db.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func postgresRow(i int, c *searchtest.Catalogue, agencies map[string]catalog.Agency) []any {
	d, r := c.At(i)
	a := agencies[d.Agency]
	subject := []string{a.Title.Vi, a.Title.En, d.Place.Title.Vi, d.Place.Title.En, strings.Join(d.Keywords.Vi, " "), strings.Join(d.Keywords.En, " ")}
	above := []string{d.Agency}
	if a.Parent != "" {
		above = append(above, a.Parent)
	}
	var names, types, formats []string
	for _, t := range r.Tables {
		formats = []string{"csv", "parquet"}
		for _, col := range t.Columns {
			names = append(names, col.Name, col.Title.Vi, col.Title.En)
			types = append(types, string(col.Type))
			for _, v := range col.Stats.Top {
				names = append(names, v.Value)
			}
		}
	}
	territory := []string{}
	for _, code := range d.Place.Codes {
		for ; code != ""; code = within(code) {
			territory = append(territory, code)
		}
	}
	var years []int32
	for y := d.Period.From.Year(); y < d.Period.Until.Year(); y++ {
		years = append(years, int32(y))
	}
	themes := append([]string(nil), d.Themes...)
	for _, code := range d.Themes {
		title := catalog.Themes.Title(code)
		subject = append(subject, title.Vi, title.En, strconv.Quote(code))
	}
	return []any{i, d.Title.Vi + " " + d.Title.En, strings.Join(subject, " "), strings.Join(names, " "),
		d.Description.Vi + " " + d.Description.En + " " + r.Note.Vi + " " + r.Note.En,
		above, themes, formats, d.Licence, d.Frequency, territory, years, len(r.Tables) > 0, types}
}
