package simulator_test

import (
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

// schema is a part of JSON Schema.
type schema struct {
	Ref        string `json:"$ref"`
	Type       string
	Properties map[string]schema
	Enum       []string
	Items      *schema
}

type description struct {
	Paths map[string]map[string]struct {
		OperationID string `json:"operationId"`
		Summary     string
		Parameters  []parameter
		Body        struct {
			Content map[string]struct{ Schema schema }
		} `json:"requestBody"`
		Responses map[string]struct {
			Content map[string]struct{ Schema schema }
		}
	}
	Components struct{ Schemas map[string]schema }
}

type parameter struct {
	Name, In string
	Schema   schema
}

func readDescription(t *testing.T) description {
	t.Helper()
	text, err := os.ReadFile("assets/openapi.json")
	require.NoError(t, err)
	var read description
	require.NoError(t, json.Unmarshal(text, &read))
	return read
}

func TestEveryRouteIsDescribed(t *testing.T) {
	t.Parallel()
	var described []string
	names := map[string]bool{}
	for path, methods := range readDescription(t).Paths {
		for method, operation := range methods {
			described = append(described, strings.ToUpper(method)+" "+path)
			require.NotEmpty(t, operation.Summary, path)
			require.False(t, names[operation.OperationID], operation.OperationID)
			names[operation.OperationID] = true
			for element := range strings.SplitSeq(path, "/") {
				if name, isParameter := strings.CutPrefix(element, "{"); isParameter {
					require.True(t, slices.ContainsFunc(operation.Parameters, func(p parameter) bool {
						return p.In == "path" && p.Name+"}" == name
					}), "%s describes %s", path, element)
				}
			}
		}
	}
	require.ElementsMatch(t, simulator.Routes(), described)
}

// What the interface answers must be described.
func TestAnswersAreDescribed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	read := readDescription(t)
	b.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	b.message()
	b.write(firstUser, textHello)
	b.write("1555131026", textHello)
	for range 4 {
		b.next()
	}
	b.api(http.MethodPost, "/rules", `{"fault":"slow","seconds":1,"recipient":"1","times":2,"code":3}`)
	for _, path := range []string{"/state", "/messages", "/traffic", "/traffic/1", "/traffic/3", "/traffic/1/snippets", "/rules", "/clock"} {
		described := "/traffic/{id}" + strings.TrimPrefix(path, "/traffic/1")
		if !strings.HasPrefix(path, "/traffic/1/") {
			described = path
		}
		if path == "/traffic/1" || path == "/traffic/3" {
			described = "/traffic/{id}"
		}
		answer := read.Paths[described]["get"].Responses["200"].Content["application/json"].Schema
		read.compare(t, path, answer, b.api(http.MethodGet, path, ""))
	}
	read.compare(t, "error", read.Components.Schemas["Error"], map[string]any{"error": map[string]any{"message": ""}})
}

// compare requires that every member of a value is in its schema.
func (d description) compare(t *testing.T, place string, s schema, value any) {
	t.Helper()
	if name, isRef := strings.CutPrefix(s.Ref, "#/components/schemas/"); isRef {
		require.Contains(t, d.Components.Schemas, name)
		s = d.Components.Schemas[name]
	}
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			if s.Properties == nil {
				return // an object of Graph's
			}
			require.Contains(t, s.Properties, name, place)
			d.compare(t, place+"."+name, s.Properties[name], member)
		}
	case []any:
		require.NotNil(t, s.Items, place)
		for _, item := range value {
			d.compare(t, place, *s.Items, item)
		}
	}
}

// A value that is not one of those described is refused, with a word about
// those that are.
func TestDescribedValues(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	read := readDescription(t)
	filled := strings.NewReplacer("/templates/{id}", "/templates/"+graphtest.HelloTemplateID, "/numbers/{id}", "/numbers/"+graphtest.PhoneNumberID, "/accounts/{id}", "/accounts/"+graphtest.WABAID, "{user}", "u1")
	checked := 0
	for path, methods := range read.Paths {
		for method, operation := range methods {
			refused := func(query, body string, values []string) {
				why := b.refused(strings.ToUpper(method), filled.Replace(path)+query, body, http.StatusBadRequest)
				for _, value := range values {
					require.Contains(t, why, value, "%s %s", method, path)
				}
				checked++
			}
			for _, p := range operation.Parameters {
				if len(p.Schema.Enum) > 0 {
					refused("?"+p.Name+"=OTHER", "", p.Schema.Enum)
				}
			}
			described := operation.Body.Content["application/json"].Schema
			if name, isRef := strings.CutPrefix(described.Ref, "#/components/schemas/"); isRef {
				described = read.Components.Schemas[name]
			}
			for name, property := range described.Properties {
				if len(property.Enum) > 0 {
					refused("", `{"`+name+`":"OTHER"}`, property.Enum)
				}
			}
		}
	}
	require.Greater(t, checked, 8)
}
