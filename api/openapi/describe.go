package openapi

// pageOfRows is the description of rows in every format.
const pageOfRows = "One page of the rows that satisfy all the conditions, or of groups of them. Nothing is cut silently: the Link header, " +
	"and links.next in JSON, lead to the next page of the same version. Without a version the newest release is answered, and " +
	"Content-Location names the address that never changes."

// wholeFile is the description of files in every format.
const wholeFile = "All rows of a release. With a version the bytes never change, Range and If-Range work, and Repr-Digest has their SHA-256; " +
	"without one the answer leads to the newest release. Formats other than Parquet are made when they are first asked for."

// calls is the description of calls of registered APIs.
const calls = "The call goes to the agency, with the key left out, within the limits of the plan, and validated against the document of the API."

// descriptions say of each operation, by its id, what its summary leaves out.
var descriptions = map[string]string{
	"listDatasets":    "Datasets that hold all the words and satisfy all the filters, the best first, with the number of datasets for each value of each facet.",
	"suggest":         "Terms, places, agencies and titles that begin with what was typed, whether tone marks were typed or not.",
	"dumpDatasets":    "Each line is a dataset as /v1/datasets/{dataset} answers it, for those who would otherwise walk through all pages.",
	"dumpDatasetsCSV": "Each line is a resource of a dataset, for spreadsheet programs.",
	"getDataset":      "The metadata of a dataset, with its resources and the columns of its newest release. A dataset that was renamed is answered with its new address.",
	"listReleases":    "What was published, and when. Releases that were withdrawn stay, with the public reason.",
	"getRelease":      "The manifest of a release: its files with their SHA-256, and what the checks found.",
	"getProof":        "What is needed to verify a release without trust in the portal: a signed manifest, the proof that it is in the append-only log, and the signed size of the log.",
	"getChecks":       "How the input was read, what was found in it and what the agency should know, the measures of quality, and what differs from the release before.",
	"getMisfits":      "Values that do not fit the type of their column. They are missing in the data; here they are as they were in the input.",
	"getRisk":         "The report by which the agency knows how well people are protected. Only those who may publish for the agency can read it.",
	"getRiskPage":     "The same report as a page, for those who sign it.",
	"listAgencies":    "The agencies, with those above them.",
	"getAgency":       "An agency, and where its datasets are.",
	"listLicences":    "Licences by their SPDX identifiers, with titles in both languages and the addresses of their texts.",

	"getRows":     pageOfRows + " The format is chosen by the parameter format, or else by Accept.",
	"getRowsJson": pageOfRows, "getRowsNdjson": pageOfRows, "getRowsCsv": pageOfRows, "getRowsGeoJson": pageOfRows,
	"getRowsXlsx": pageOfRows, "getRowsParquet": pageOfRows, "getRowsArrow": pageOfRows,

	"listAPIs":       "APIs that agencies have registered, with their versions, their state and how to call them. Agencies see their drafts, too.",
	"getAPI":         "What an API gives, who answers for it, on what terms, and its versions side by side.",
	"getAPIDocument": "The document of the agency, with the address of the portal in the place of its own.",
	"getAPIChanges":  "Each difference says whether programs for the older version can fail with the newer one.",
	"getAPIHealth":   "Each upstream is asked once a minute; days are those of UTC.",
	"putAPI":         "For stewards of the agency. If-Match refuses a change of what somebody else has changed since.",
	"putAPIVersion":  "A version begins as a draft. The document of one that is called may change in ways only that break no program.",
	"moveAPIVersion": "A draft is submitted for review and published by somebody else; what is to stop is deprecated 30 days before at least.",
	"callAPI":        calls, "callAPIPost": calls, "callAPIPut": calls, "callAPIPatch": calls, "callAPIDelete": calls,

	"getSql":  sqlDescription,
	"postSql": sqlDescription,

	"getSchema":        "Names, titles, types and units of the columns, and the columns that identify a row.",
	"getStats":         "Of each column over all rows: missing and distinct values, extremes, mean, histogram and the most frequent values.",
	"getTableDocument": "An OpenAPI document with the columns of the table: a typed parameter for every operator of every column.",
	"getTablePostman":  "A Postman collection (format 2.1.0): requests that work as they are, with all parameters described and most switched off.",
	"getTableBruno":    "A Bruno collection (format 1) of the same requests.",
	"getChanges":       "Columns that were added, removed, renamed or given another type, unit or code list, and the key, release by release; each says by which rule it breaks programs, or does not.",
	"getParquetFile":   wholeFile, "getCsvFile": wholeFile, "getNdjsonFile": wholeFile, "getGeoJsonFile": wholeFile, "getXlsxFile": wholeFile,
	"getArrowFile": wholeFile,
	"getPartFile":  "The Parquet file of a part that the release lists under parts, such as 2026-10.parquet; first.parquet has the rows from before any period. The same part of another version is the same file, byte for byte.",

	"publish":         "For folders that fit in one request. The answer is progress while the work goes on, and its last line is the result or the problem.",
	"offerUploads":    "The versions, extensions and limits of the tus protocol.",
	"createUpload":    "Files arrive in pieces and go on after a broken connection. Nothing is published by an upload alone.",
	"getUpload":       "After a broken connection, Upload-Offset is where to go on.",
	"continueUpload":  "Bytes are stored only if they begin at the end of what is here and fit their checksum, if there is one.",
	"removeUpload":    "The bytes are removed. Uploads that do not grow are given up by themselves.",
	"addPublication":  "The work is done by the portal and outlives the connection.",
	"getPublication":  "The stage, the rows and the bytes so far, and at the end the release or the problem.",
	"stopPublication": "What has been published stays published.",

	"listReleasesOnTheirWay": "Of the agencies whose drafts you may see. What is scheduled is unknown to everybody else.",
	"getReleaseOnItsWay":     "Who made which step when, with what comment, and what was found in each table.",
	"moveRelease":            "Where the agency requires it, a release is approved by a person who neither made nor submitted it, never by a key. One steward withdraws alone.",
	"getReleaseRows":         "With the parameters of …/rows, at most 100 at a time. No cache keeps the answer.",
	"getReleaseRisk":         "For those who make and approve releases.",

	"getCalendar":     "Made of what agencies have promised and of what is public: never of drafts.",
	"listCollections": "Made by editors of the portal and of agencies. What is not public is left out, and a collection without anything public too.",
	"getCollection":   "In the order of its editors, with a note on each item in Markdown.",
	"listQuestions":   "Those in which something happened last come first. Who wrote them is not public; what waits for a moderator is not here.",
	"listRequests":    "Those in which something happened last come first. Who wrote them is not public; what waits for a moderator is not here.",
	"getCitation":     "For the reference of a text, or for the program that keeps references. It names the version, which never changes.",
	"resolve":         "An identifier that stays: it leads to the page of the release, or to its JSON, and follows a dataset that was renamed.",
	"getDiff":         "Rows that were added, removed and changed, by the key of the table or, without one, as a whole; and what changed in its form.",
	"getDiffParquet":  "One row for each change: its kind, the key, and the values of before and after. It is made when it is first asked for.",
	"getDiffCsv":      "One row for each change: its kind, the key, and the values of before and after. It is made when it is first asked for.",

	"getUsage":        "Calls by day and API product, with the limits of the plan and what is left of each window.",
	"reportLeakedKey": "The key ends at once, and its owner is told. The answer is the same whether there is such a key or not.",

	"getDocument":   "The OpenAPI document of the whole API, without the columns of tables.",
	"getApiCatalog": "For programs that look for APIs: links to the document, the page about it and the state of the service.",
	"getProblem":    "The page that the member type of a problem leads to.",
	"getHealth":     "For whoever starts and stops the process.",
	"getReady":      "For load balancers: asks the database and the object store.",
	"getMetrics":    "In the text format of Prometheus.",
}
