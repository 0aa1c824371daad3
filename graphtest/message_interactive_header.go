package graphtest

import (
	"slices"
	"strings"
)

// interactiveHeader is the header above the body.
type interactiveHeader struct {
	Type     string         `json:"type"`
	Text     string         `json:"text"`
	SubText  string         `json:"sub_text"`
	Image    map[string]any `json:"image"`
	Video    map[string]any `json:"video"`
	Document map[string]any `json:"document"`
}

var (
	headerTypes = []string{"text", "image", "video", "document"}
	textHeader  = []string{"text"}
	imageHeader = []string{"image"}
)

func (m interactiveMessage) checkHeader(rule interactiveRule) *failure {
	if m.Header == nil && rule.needsHeader {
		return refused(131009, "The parameter interactive['header'] is required for messages of the type %s", m.Type)
	}
	if m.Header == nil {
		return nil
	}
	headerType, f := m.Header.knownType("interactive")
	if f != nil {
		return f
	}
	if !slices.Contains(rule.headers, headerType) {
		return refused(131009, "Header of the type %s is not allowed for messages of the type %s", headerType, m.Type)
	}
	return m.Header.check("interactive", headerType)
}

// knownType returns the type in lower case.
func (h interactiveHeader) knownType(path string) (string, *failure) {
	headerType := strings.ToLower(h.Type)
	switch {
	case headerType == "":
		return "", required(path + "['header']['type']")
	case !slices.Contains(headerTypes, headerType):
		return "", notAmong(path+"['header']['type']", h.Type, headerTypes)
	}
	return headerType, nil
}

// check requires the member that the type names.
func (h interactiveHeader) check(path, headerType string) *failure {
	if headerType == "text" {
		if h.Text == "" {
			return refused(131009, "A header of the type text must have a text")
		}
		if f := checkLength("Header text", h.Text, 1, maxHeader); f != nil {
			return f
		}
		return checkLength("Header sub_text", h.SubText, 0, maxHeader)
	}
	media := map[string]map[string]any{"image": h.Image, "video": h.Video, "document": h.Document}[headerType]
	if media == nil {
		return refused(131009, "A header of the type %s must have a member %s", headerType, headerType)
	}
	return checkMedia(path+"['header']['"+headerType+"']", media)
}
