package publisher

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"nguon/catalog"
	"nguon/publisher/rows/layout"
)

// The document as YAML. Fields that it does not name are errors.
type (
	manifestDoc struct {
		Slug        string            `yaml:"slug"`
		Title       catalog.Text      `yaml:"title"`
		Description catalog.Text      `yaml:"description"`
		Agency      agencyDoc         `yaml:"agency"`
		Theme       []string          `yaml:"theme"`
		Keywords    catalog.Keywords  `yaml:"keywords"`
		Licence     string            `yaml:"licence"`
		Frequency   string            `yaml:"frequency"`
		Schedule    *catalog.Schedule `yaml:"schedule"`
		Source      catalog.Source    `yaml:"source"`
		Contact     catalog.Contact   `yaml:"contact"`
		Temporal    periodDoc         `yaml:"temporal"`
		Spatial     catalog.Place     `yaml:"spatial"`
		Note        catalog.Text      `yaml:"note"`
		Resources   []resourceDoc     `yaml:"resources"`
	}
	agencyDoc struct {
		Code     string       `yaml:"code"`
		Title    catalog.Text `yaml:"title"`
		Parent   string       `yaml:"parent"`
		Homepage string       `yaml:"homepage"`
		Email    string       `yaml:"email"`
	}
	periodDoc struct {
		From string `yaml:"from"`
		To   string `yaml:"to"` // the last day, included
	}
	resourceDoc struct {
		Name        string          `yaml:"name"`
		Title       catalog.Text    `yaml:"title"`
		Description catalog.Text    `yaml:"description"`
		File        string          `yaml:"file"`
		Encoding    string          `yaml:"encoding"`
		Separator   string          `yaml:"separator"`
		Sheet       string          `yaml:"sheet"`
		Layout      layout.Layout   `yaml:"layout"`
		Missing     *[]string       `yaml:"missingValues"`
		Timezone    string          `yaml:"timezone"`
		CRS         string          `yaml:"crs"`
		Points      *Points         `yaml:"points"`
		PrimaryKey  nameList        `yaml:"primaryKey"`
		ForeignKeys []foreignKeyDoc `yaml:"foreignKeys"`
		Scan        scanDoc         `yaml:"scan"`
		Unit        string          `yaml:"unit"`
		Policy      string          `yaml:"policy"`
		Risk        string          `yaml:"risk"`
		Hierarchies []string        `yaml:"hierarchies"`
		Columns     []columnDoc     `yaml:"columns"`
	}
	scanDoc struct {
		Allow []struct {
			Column   string `yaml:"column"`
			Type     string `yaml:"type"`
			Reason   string `yaml:"reason"`
			Approver string `yaml:"approver"`
		} `yaml:"allow"`
	}
	columnDoc struct {
		Source      string         `yaml:"source"`
		Name        string         `yaml:"name"`
		Title       catalog.Text   `yaml:"title"`
		Description catalog.Text   `yaml:"description"`
		Type        string         `yaml:"type"`
		Unit        string         `yaml:"unit"`
		Format      *formatDoc     `yaml:"format"`
		Missing     *[]string      `yaml:"missingValues"`
		Misfits     string         `yaml:"misfits"` // refuse or set-aside
		Constraints constraintsDoc `yaml:"constraints"`
		Codes       string         `yaml:"codes"`
		Role        string         `yaml:"role"`
	}
	foreignKeyDoc struct {
		Fields    nameList `yaml:"fields"`
		Reference struct {
			Dataset  string   `yaml:"dataset"`
			Resource string   `yaml:"resource"`
			Fields   nameList `yaml:"fields"`
		} `yaml:"reference"`
	}
	formatDoc struct {
		Decimal   string `yaml:"decimal"`
		Thousands string `yaml:"thousands"`
		Dates     string `yaml:"dates"`
	}
	constraintsDoc struct {
		Required  bool    `yaml:"required"`
		Unique    bool    `yaml:"unique"`
		Minimum   value   `yaml:"minimum"`
		Maximum   value   `yaml:"maximum"`
		MinLength *int    `yaml:"minLength"`
		MaxLength *int    `yaml:"maxLength"`
		Pattern   string  `yaml:"pattern"`
		Enum      []value `yaml:"enum"`
	}
)

// A nameList is a list of names; a single name may stand by itself.
type nameList []string

// UnmarshalYAML takes a name or a list of names.
func (l *nameList) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*l = nameList{n.Value}
		return nil
	}
	return n.Decode((*[]string)(l))
}

// A value is a bound or a member of a list in the text form of the API: what
// YAML takes for a date, a number or a truth value is that text all the same.
type value string

// UnmarshalYAML takes a text, a number, a truth value or a date.
func (v *value) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return fmt.Errorf("line %d: a value is wanted here", n.Line)
	}
	*v = value(n.Value)
	switch n.Tag {
	case "!!bool":
		*v = value(strings.ToLower(n.Value))
	case "!!int":
		if i, err := strconv.ParseInt(n.Value, 0, 64); err == nil {
			*v = value(strconv.FormatInt(i, 10))
		}
	case "!!float":
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil && strings.ContainsAny(n.Value, "eE_") {
			*v = value(strconv.FormatFloat(f, 'f', -1, 64))
		}
	}
	return nil
}
