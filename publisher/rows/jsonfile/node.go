package jsonfile

// A node is a name at one place of a record. The tree of nodes is shared by
// all records; that of an honest file is no larger than its header.
type node struct {
	path    string // the names from the record down, joined by dots
	column  int    // -1 until it has a value
	seen    int64  // the number of the last record that has it
	objects bool   // a value was an object with members
	kids    []*node
	byName  map[string]*node
	names   []string
}

// child returns the node of a name. Records mostly have their members in one
// order, so that the one after the last is looked at first; hint is its index.
func (n *node) child(name []byte, hint *int) *node {
	if *hint < len(n.kids) && n.names[*hint] == string(name) {
		*hint++
		return n.kids[*hint-1]
	}
	if kid, ok := n.byName[string(name)]; ok {
		return kid
	}
	if n.byName == nil {
		n.byName = make(map[string]*node)
	}
	kid := &node{path: string(name), column: -1, seen: -1}
	if n.path != "" {
		kid.path = n.path + "." + kid.path
	}
	n.byName[string(name)] = kid
	n.names = append(n.names, string(name))
	n.kids = append(n.kids, kid)
	*hint = len(n.kids)
	return kid
}

// walk calls visit with n and all below it.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, kid := range n.kids {
		kid.walk(visit)
	}
}
