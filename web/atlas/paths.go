package atlas

// Paths are the paths of the pages of all places, without language: provinces
// first, in the order of the lists in force.
func Paths() []string {
	var provinces, communes []string
	for _, p := range units().all {
		if path := "/places/" + p.Code; p.Parent == nil {
			provinces = append(provinces, path)
		} else {
			communes = append(communes, path)
		}
	}
	return append(provinces, communes...)
}
