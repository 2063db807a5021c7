package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"nguon/api/collection"
	"nguon/api/problem"
	"nguon/api/query"
	"nguon/catalog/voice"
)

// A route is one path of the API. GET answers HEAD as well.
type route struct {
	method  string
	path    string
	handler handler
}

// metered are the routes under /v1: they identify the caller and count.
func (s *Server) metered() []route {
	routes := []route{
		{http.MethodGet, "/v1/datasets", s.listDatasets},
		{http.MethodGet, "/v1/suggest", s.suggest},
		{http.MethodGet, "/v1/datasets.ndjson.gz", s.getDump(dumpNDJSON)},
		{http.MethodGet, "/v1/datasets.csv.gz", s.getDump(dumpCSV)},
		{http.MethodGet, "/v1/datasets/:dataset", s.getDataset},
		{http.MethodGet, "/v1/datasets/:dataset/releases", s.listReleases},
		{http.MethodGet, "/v1/datasets/:dataset/releases/:version", s.getRelease},
		{http.MethodGet, "/v1/datasets/:dataset/releases/:version/proof", s.getProof},
		{http.MethodGet, "/v1/datasets/:dataset/releases/:version/citation", s.getCitation},
		{http.MethodGet, "/v1/datasets/:dataset/releases/:version/checks/:resource", s.getChecks},
		{http.MethodGet, "/v1/datasets/:dataset/releases/:version/checks/:resource/misfits.csv", s.getMisfits},
		{http.MethodGet, "/v1/datasets/:dataset/releases/:version/checks/:resource/risk", s.getRisk},
		{http.MethodGet, "/v1/datasets/:dataset/releases/:version/checks/:resource/risk.html", s.getRiskPage},
		{http.MethodGet, "/v1/agencies", s.listAgencies},
		{http.MethodGet, "/v1/agencies/:agency", s.getAgency},
		{http.MethodGet, "/v1/licences", s.listLicences},
		{http.MethodGet, "/v1/data/:dataset/:resource/rows", s.getRows("")},
		{http.MethodGet, "/v1/data/:dataset/:resource/schema", s.getSchema},
		{http.MethodGet, "/v1/data/:dataset/:resource/stats", s.getStats},
		{http.MethodGet, "/v1/data/:dataset/:resource/openapi.json", s.getTableDocument},
		{http.MethodGet, "/v1/data/:dataset/:resource/postman.json", s.getCollection("postman", collection.Collection.Postman)},
		{http.MethodGet, "/v1/data/:dataset/:resource/bruno.json", s.getCollection("bruno", collection.Collection.Bruno)},
		{http.MethodGet, "/v1/data/:dataset/:resource/changes", s.getChanges},
		{http.MethodGet, "/v1/data/:dataset/:resource/diff", s.getDiff},
		{http.MethodGet, "/v1/data/:dataset/:resource/diff.parquet", s.getDiffFile(partParquet)},
		{http.MethodGet, "/v1/data/:dataset/:resource/diff.csv.gz", s.getDiffFile(partCSV)},
		{http.MethodGet, "/v1/calendar", s.getCalendar},
		{http.MethodGet, "/v1/collections", s.listGathered},
		{http.MethodGet, "/v1/collections/:collection", s.getGathered},
		{http.MethodGet, "/v1/questions", s.listPosts(voice.AboutData()...)},
		{http.MethodGet, "/v1/requests", s.listPosts(voice.Request)},
		{http.MethodGet, "/v1/data/:dataset/:resource/file.parquet", s.getParquet},
		{http.MethodGet, "/v1/data/:dataset/:resource/parts/:part", s.getPart},
		{http.MethodGet, sqlPath, s.getSQL},
		{http.MethodPost, sqlPath, s.getSQL},
		{methodQuery, sqlPath, s.getSQL},
		{http.MethodGet, "/v1/apis", s.listProducts},
		{http.MethodGet, "/v1/apis/:product", s.getProduct},
		{http.MethodPut, "/v1/apis/:product", s.putProduct},
		{http.MethodGet, "/v1/apis/:product/health", s.getProductHealth},
		{http.MethodPut, "/v1/apis/:product/:version", s.putVersion},
		{http.MethodPost, "/v1/apis/:product/:version/state", s.moveVersion},
		{http.MethodGet, "/v1/apis/:product/:version/openapi.json", s.getProductDocument},
		{http.MethodGet, "/v1/apis/:product/:version/changes", s.getProductChanges},
		{http.MethodGet, "/v1/usage", s.getUsage},
		{http.MethodPost, "/v1/keys/leaked", s.reportLeaked},
		{http.MethodPost, "/v1/publish", s.publish},
		{http.MethodPost, "/v1/uploads", s.upload},
		{http.MethodHead, "/v1/uploads/:upload", s.upload},
		{http.MethodPatch, "/v1/uploads/:upload", s.upload},
		{http.MethodDelete, "/v1/uploads/:upload", s.upload},
		{http.MethodPost, "/v1/publications", s.addPublication},
		{http.MethodGet, "/v1/publications/:publication", s.getPublication},
		{http.MethodDelete, "/v1/publications/:publication", s.stopPublication},
	}
	routes = append(routes, s.workflowRoutes()...)
	for _, method := range callMethods {
		routes = append(routes, route{method, callPrefix + ":product/:version/*path", s.call})
	}
	for _, f := range wholeFormats {
		routes = append(routes, route{http.MethodGet, "/v1/data/:dataset/:resource/file." + f.name, s.getWhole(f.name)})
	}
	for _, f := range query.Formats {
		routes = append(routes, route{http.MethodGet, "/v1/data/:dataset/:resource/rows." + string(f), s.getRows(f)})
	}
	return routes
}

// open are the routes that anyone may ask at any rate.
func (s *Server) open() []route {
	return []route{
		{http.MethodOptions, "/v1/uploads", s.offerUploads},
		{http.MethodGet, "/openapi.json", s.getDocument},
		{http.MethodGet, "/.well-known/api-catalog", s.getAPICatalog},
		{http.MethodGet, "/problems/:code", s.getProblem},
		{http.MethodGet, "/id/:dataset", s.resolve},
		{http.MethodGet, "/healthz", s.getHealth},
		{http.MethodGet, "/readyz", s.getReady},
		{http.MethodGet, "/metrics", s.getMetrics},
	}
}

// newEngine registers all routes. A path with a slash at its end is another
// path, and not found: every resource has one address.
func (s *Server) newEngine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.RedirectFixedPath = false
	e.ForwardedByClientIP = false // see clientAddress
	e.NoRoute(s.handle(noRoute))
	e.NoMethod(s.handle(noMethod))
	register := func(routes []route, before ...handler) {
		for _, r := range routes {
			chain := make([]gin.HandlerFunc, 0, len(before)+1)
			for _, h := range append(before, r.handler) {
				chain = append(chain, s.handle(h))
			}
			e.Handle(r.method, r.path, chain...)
			if r.method == http.MethodGet {
				e.HEAD(r.path, chain...)
			}
		}
	}
	register(s.open())
	register(s.metered(), s.meter)
	return e
}

func noRoute(*gin.Context) error {
	return problem.Errorf(problem.NotFound, "Không có địa chỉ này.", "There is nothing at this address.")
}

// noMethod answers a method that a path has not; Gin has set Allow. OPTIONS is
// answered for every path.
func noMethod(c *gin.Context) error {
	if c.Request.Method == http.MethodOptions {
		c.Writer.Header().Set("Allow", c.Writer.Header().Get("Allow")+", OPTIONS")
		c.Status(http.StatusNoContent)
		return nil
	}
	return problem.Errorf(problem.MethodNotAllowed, "Địa chỉ này không nhận %s.", "This address does not take %s.", c.Request.Method)
}
