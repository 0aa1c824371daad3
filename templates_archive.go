package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

// archiveHost has the operations of the archive, which graph.facebook.com does
// not know.
const archiveHost = "api.facebook.com"

// Archive puts templates aside: they keep their names and texts and cannot be
// sent. A template that could not be archived is in FailedTemplates, and the
// call succeeds all the same.
//
//	POST /{waba-id}/message_templates/archive
//
// Permission: whatsapp_business_management. The request goes to
// api.facebook.com.
func (s *TemplateService) Archive(ctx context.Context, wabaID string, templateIDs []string, opts ...RequestOption) (*ArchivedTemplates, error) {
	op := archiving("/{waba-id}/message_templates/archive", wabaID, templateIDs)
	return decode[ArchivedTemplates](ctx, s.client, op, opts)
}

// Unarchive takes templates out of the archive; see [TemplateService.Archive].
//
//	POST /{waba-id}/message_templates/unarchive
//
// Permission: whatsapp_business_management. The request goes to
// api.facebook.com.
func (s *TemplateService) Unarchive(ctx context.Context, wabaID string, templateIDs []string, opts ...RequestOption) (*UnarchivedTemplates, error) {
	op := archiving("/{waba-id}/message_templates/unarchive", wabaID, templateIDs)
	return decode[UnarchivedTemplates](ctx, s.client, op, opts)
}

func archiving(route, wabaID string, templateIDs []string) Operation {
	op := operation(http.MethodPost, route, wabaID)
	op.Host = archiveHost
	op.Body = templateArchiving{ids: templateIDs}
	op.Repeat = RepeatSafe
	return op
}

// templateArchiving names the templates that an operation of the archive is
// about.
type templateArchiving struct{ ids []string }

// Validate checks that there are ids.
func (a templateArchiving) Validate() error {
	var found violations
	found.ids("hsm_ids", a.ids, 0)
	return found.err()
}

// MarshalJSON writes the ids in one text, as this host takes them.
func (a templateArchiving) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"hsm_ids": strings.Join(a.ids, ",")})
}

// ArchivedTemplates is the answer to [TemplateService.Archive].
type ArchivedTemplates struct {
	// ArchivedTemplates has ids.
	ArchivedTemplates []string         `json:"archived_templates"`
	FailedTemplates   TemplateFailures `json:"failed_templates,omitzero"`
}

// UnarchivedTemplates is the answer to [TemplateService.Unarchive].
type UnarchivedTemplates struct {
	// UnarchivedTemplates has ids.
	UnarchivedTemplates []string         `json:"unarchived_templates"`
	FailedTemplates     TemplateFailures `json:"failed_templates,omitzero"`
}

// TemplateFailures says by the id of a template what has failed. The reason is
// empty where Graph has sent ids only.
type TemplateFailures map[string]string

// UnmarshalJSON reads an object of reasons by id, or a list of ids. A reason
// that is not a text is kept as JSON.
func (f *TemplateFailures) UnmarshalJSON(data []byte) error {
	*f = nil
	if isList(data) {
		var ids []string
		err := decodeJSON(data, &ids)
		for _, id := range ids {
			f.add(id, "")
		}
		return err
	}
	var reasons map[string]json.RawMessage
	if err := json.Unmarshal(data, &reasons); err != nil {
		return err
	}
	for id, reason := range reasons {
		var text string
		if decodeJSON(reason, &text) != nil {
			text = string(reason)
		}
		f.add(id, text)
	}
	return nil
}

func (f *TemplateFailures) add(id, reason string) {
	if *f == nil {
		*f = TemplateFailures{}
	}
	(*f)[id] = reason
}
