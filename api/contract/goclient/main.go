// Command goclient is a program as somebody may write it with the client that
// oapi-codegen makes of the table vn-places/population. It prints what
// tests/go.test.mjs compares.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/url"
	"os"

	"goclient/population"
)

type row struct {
	Name       *string  `json:"name"`
	Population *int64   `json:"population"`
	Latitude   *float64 `json:"latitude"`
}

func main() {
	client, err := population.NewClientWithResponses(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	rows, pages, err := walk(client)
	if err != nil {
		log.Fatal(err)
	}
	tooMany := int32(50_000)
	refused, err := client.GetRowsWithResponse(context.Background(), &population.GetRowsParams{Limit: &tooMany})
	if err != nil {
		log.Fatal(err)
	}
	code := ""
	if p := refused.ApplicationproblemJSON400; p != nil {
		code = p.Code
	}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{
		"rows": rows, "pages": pages, "status": refused.StatusCode(), "code": code,
	}); err != nil {
		log.Fatal(err)
	}
}

func walk(client *population.ClientWithResponses) (rows []row, pages int, err error) {
	least, limit := int64(100_000), int32(7)
	params := &population.GetRowsParams{PopulationGte: &least, Sort: &[]string{"-population"}, Limit: &limit}
	for {
		page, err := client.GetRowsWithResponse(context.Background(), params)
		if err != nil {
			return nil, 0, err
		}
		if page.JSON200 == nil {
			return nil, 0, fmt.Errorf("%s: %s", page.Status(), page.Body)
		}
		for _, r := range page.JSON200.Data {
			rows = append(rows, row{r.GeonamesName, r.Population, r.Latitude})
		}
		pages++
		if page.JSON200.Links.Next == nil {
			return rows, pages, nil
		}
		next, err := url.Parse(*page.JSON200.Links.Next)
		if err != nil {
			return nil, 0, err
		}
		cursor := next.Query().Get("cursor")
		params.Cursor = &cursor
	}
}
