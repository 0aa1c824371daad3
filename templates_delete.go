package whatsapp

import (
	"context"
	"net/http"
	"net/url"
)

// Delete deletes the template with this name in all of its languages. The name
// of an approved template cannot be used again for 30 days.
//
//	DELETE /{waba-id}/message_templates?name=
//
// Permission: whatsapp_business_management.
func (s *TemplateService) Delete(ctx context.Context, wabaID, name string, opts ...RequestOption) error {
	return s.remove(ctx, wabaID, templateDeletion{name: name}, opts)
}

// DeleteLanguage deletes a template in one language: the one with this id,
// which must have this name.
//
//	DELETE /{waba-id}/message_templates?name=&hsm_id=
//
// Permission: whatsapp_business_management.
func (s *TemplateService) DeleteLanguage(ctx context.Context, wabaID, name, templateID string, opts ...RequestOption) error {
	return s.remove(ctx, wabaID, templateDeletion{name: name, ids: []string{templateID}}, opts)
}

// DeleteByIDs deletes several templates, each in the one language that has the
// id.
//
//	DELETE /{waba-id}/message_templates?hsm_ids=
//
// Permission: whatsapp_business_management.
func (s *TemplateService) DeleteByIDs(ctx context.Context, wabaID string, templateIDs []string, opts ...RequestOption) error {
	return s.remove(ctx, wabaID, templateDeletion{ids: templateIDs, several: true}, opts)
}

func (s *TemplateService) remove(ctx context.Context, wabaID string, deletion templateDeletion, opts []RequestOption) error {
	op := operation(http.MethodDelete, templatesOfWABA, wabaID)
	op.checks = []validator{deletion}
	op.Form = deletion.form()
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// A templateDeletion says which templates to delete.
type templateDeletion struct {
	name    string
	ids     []string
	several bool
}

// Validate checks that the request names what to delete.
func (d templateDeletion) Validate() error {
	var found violations
	if d.several {
		found.ids("hsm_ids", d.ids, 0)
		return found.err()
	}
	found.require("name", d.name)
	for _, id := range d.ids {
		found.digits("hsm_id", id)
	}
	return found.err()
}

func (d templateDeletion) form() url.Values {
	form := url.Values{}
	switch {
	case d.several:
		form.Set("hsm_ids", jsonList(d.ids))
	case len(d.ids) > 0:
		form.Set("name", d.name)
		form.Set("hsm_id", d.ids[0])
	default:
		form.Set("name", d.name)
	}
	return form
}

// ids checks a list of ids that must have an entry, and at most a number of
// them unless that is 0.
func (v *violations) ids(field string, ids []string, maximum int) {
	if len(ids) == 0 {
		v.add(field, "needs at least one id")
	}
	if maximum > 0 {
		v.atMost(field, len(ids), maximum)
	}
	for i, id := range ids {
		var entry violations
		entry.digits("", id)
		v.addEntry(field, i, entry)
	}
}
