package publisher

// A Stage is a step in the making of a release.
type Stage string

// The stages, in their order.
const (
	StageRead   Stage = "read"   // the whole file is read and every column typed
	StageWrite  Stage = "write"  // Parquet is written and the statistics taken
	StageVerify Stage = "verify" // the Parquet file is read back and compared
	StageStore  Stage = "store"  // the objects are put into the store
)

// A Progress says how far the work has come. Done and Total are bytes of the
// file that the stage reads; Rows counts the data rows seen so far in it.
type Progress struct {
	Stage    Stage  `json:"stage"`
	Resource string `json:"resource"`
	Rows     int64  `json:"rows"`
	Done     int64  `json:"done"`
	Total    int64  `json:"total"`
}
