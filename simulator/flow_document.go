package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// flowDocument is a flow with its Flow JSON. What the JSON has in a form that
// it should not have counts as left out.
type flowDocument struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Status   string `json:"status"`
	Endpoint string `json:"endpoint_uri"`

	version float64 // of the Flow JSON
	dataAPI string  // version of the data API, empty without an endpoint
	routes  map[string]any
	screens []flowScreen
}

type flowScreen struct {
	id, title     string
	terminal      bool
	refreshOnBack bool
	data          map[string]any // its declaration
	layout        map[string]any
}

// read takes the screens from a Flow JSON.
func (d *flowDocument) read(text []byte) error {
	root, err := decodeObject(text)
	if err != nil {
		return errors.New("the Flow JSON does not parse: " + strings.TrimPrefix(err.Error(), "json: "))
	}
	d.version, _ = strconv.ParseFloat(textOf(root["version"]), 64)
	d.dataAPI, _ = root["data_api_version"].(string)
	d.routes, _ = root["routing_model"].(map[string]any)
	list, _ := root["screens"].([]any)
	for _, item := range list {
		of, isObject := item.(map[string]any)
		if !isObject {
			continue
		}
		d.screens = append(d.screens, readScreen(of))
	}
	if len(d.screens) == 0 {
		return errors.New("the Flow JSON has no screens")
	}
	return nil
}

func readScreen(of map[string]any) flowScreen {
	screen := flowScreen{
		terminal: of["terminal"] == true, refreshOnBack: of["refresh_on_back"] == true,
	}
	screen.id, _ = of["id"].(string)
	screen.title, _ = of["title"].(string)
	screen.data, _ = of["data"].(map[string]any)
	screen.layout, _ = of["layout"].(map[string]any)
	return screen
}

// decodeObject decodes an object, and keeps numbers as they are written.
func decodeObject(text []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var object map[string]any
	err := decoder.Decode(&object)
	return object, err
}

func (d *flowDocument) screen(id string) *flowScreen {
	for i := range d.screens {
		if d.screens[i].id == id {
			return &d.screens[i]
		}
	}
	return nil
}

// first returns the screen that a flow begins with: one that no other leads to.
func (d *flowDocument) first() string {
	isTarget := func(id string) bool {
		for _, targets := range d.routes {
			list, _ := targets.([]any)
			if slices.Contains(list, any(id)) {
				return true
			}
		}
		return false
	}
	for _, screen := range d.screens {
		if !isTarget(screen.id) {
			return screen.id
		}
	}
	return d.screens[0].id
}

// leads reports whether the routing model lets a flow go from a screen to
// another. Where it does not mention the screen, everything goes.
func (d *flowDocument) leads(from, to string) bool {
	targets, isKnown := d.routes[from].([]any)
	return !isKnown || slices.Contains(targets, any(to))
}

// mismatch names a member of the data whose type is not the one that the screen
// declares, and those that are missing.
func (s *flowScreen) mismatch(data map[string]any) (wrong string, missing []string) {
	for _, name := range slices.Sorted(maps.Keys(s.data)) {
		of, _ := s.data[name].(map[string]any)
		want, _ := of["type"].(string)
		value, given := data[name]
		if !given {
			missing = append(missing, name)
			continue
		}
		if got := jsonTypeOf(value); wrong == "" && slices.Contains(jsonTypes, want) && got != want {
			wrong = "data." + name + " is of the type " + got + "; the screen " + s.id + " declares " + want
		}
	}
	return wrong, missing
}

var jsonTypes = []string{"string", "boolean", "number", "array", "object"}

func jsonTypeOf(value any) string {
	switch value.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case json.Number, float64:
		return "number"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "null"
}
