package whatsapp

import (
	"context"
	"iter"
	"net/http"
)

const templateGroups = "/{waba-id}/template_groups"

// ListGroups returns one page of the groups that an account's templates are
// counted by.
//
//	GET /{waba-id}/template_groups
//
// Permission: whatsapp_business_management.
func (s *TemplateService) ListGroups(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) (*Page[TemplateGroup], error) {
	return list[TemplateGroup](ctx, s.client, operation(http.MethodGet, templateGroups, wabaID), page, opts)
}

// AllGroups iterates over the groups that an account's templates are counted
// by; see [TemplateService.ListGroups].
func (s *TemplateService) AllGroups(ctx context.Context, wabaID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*TemplateGroup, error] {
	return all[TemplateGroup](ctx, s.client, operation(http.MethodGet, templateGroups, wabaID), page, opts)
}

// GetGroup returns a group. [WithFields] selects what it holds.
//
//	GET /{template-group-id}
//
// Permission: whatsapp_business_management.
func (s *TemplateService) GetGroup(ctx context.Context, groupID string, opts ...RequestOption) (*TemplateGroup, error) {
	return decode[TemplateGroup](ctx, s.client, operation(http.MethodGet, "/{template-group-id}", groupID), opts)
}

// CreateGroup makes a group, so that analytics count its templates together.
//
//	POST /{waba-id}/template_groups
//
// Permission: whatsapp_business_management.
func (s *TemplateService) CreateGroup(ctx context.Context, wabaID string, request CreateTemplateGroupRequest, opts ...RequestOption) (*CreatedTemplateGroup, error) {
	op := operation(http.MethodPost, templateGroups, wabaID)
	op.Body = request
	op.requires = "id"
	op.reconcile = "list the groups to see whether there is one with this name"
	return decode[CreatedTemplateGroup](ctx, s.client, op, opts)
}

// UpdateGroup renames a group, or adds and removes templates.
//
//	POST /{template-group-id}
//
// Permission: whatsapp_business_management.
func (s *TemplateService) UpdateGroup(ctx context.Context, groupID string, request UpdateTemplateGroupRequest, opts ...RequestOption) error {
	op := operation(http.MethodPost, "/{template-group-id}", groupID)
	op.Body = request
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// DeleteGroup deletes a group, and leaves its templates as they are.
//
//	DELETE /{template-group-id}
//
// Permission: whatsapp_business_management.
func (s *TemplateService) DeleteGroup(ctx context.Context, groupID string, opts ...RequestOption) error {
	op := operation(http.MethodDelete, "/{template-group-id}", groupID)
	op.Repeat = RepeatSafe
	return s.client.perform(ctx, op, nil, opts)
}

// TemplateGroup is a group of templates that analytics count together: Graph's
// BusinessMessagingTemplateGroup.
type TemplateGroup struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	// Templates comes only when it is asked for.
	Templates *Page[MessageTemplate] `json:"whatsapp_business_templates,omitzero" fields:"-"`
}

// CreateTemplateGroupRequest describes a new group. All of it is required.
type CreateTemplateGroupRequest struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	// TemplateIDs are the ids of its templates.
	TemplateIDs []string `json:"whatsapp_business_templates"`
}

// Validate checks what Graph requires.
func (r CreateTemplateGroupRequest) Validate() error {
	var found violations
	found.require("name", r.Name)
	found.require("description", r.Description)
	found.ids("whatsapp_business_templates", r.TemplateIDs, 0)
	return found.err()
}

// CreatedTemplateGroup is the answer to [TemplateService.CreateGroup].
type CreatedTemplateGroup struct {
	ID string `json:"id"`
}

// UpdateTemplateGroupRequest changes a group. What is nil stays as it is.
type UpdateTemplateGroupRequest struct {
	Name        *string `json:"name,omitzero"`
	Description *string `json:"description,omitzero"`
	// AddTemplateIDs and RemoveTemplateIDs change which templates belong to it.
	AddTemplateIDs    []string `json:"add_whatsapp_business_templates,omitzero"`
	RemoveTemplateIDs []string `json:"remove_whatsapp_business_templates,omitzero"`
}

// Validate checks that the request changes something.
func (r UpdateTemplateGroupRequest) Validate() error {
	var found violations
	if r.Name == nil && r.Description == nil && len(r.AddTemplateIDs)+len(r.RemoveTemplateIDs) == 0 {
		found.changesNothing("name")
	}
	if r.Name != nil {
		found.require("name", *r.Name)
	}
	if len(r.AddTemplateIDs) > 0 {
		found.ids("add_whatsapp_business_templates", r.AddTemplateIDs, 0)
	}
	if len(r.RemoveTemplateIDs) > 0 {
		found.ids("remove_whatsapp_business_templates", r.RemoveTemplateIDs, 0)
	}
	return found.err()
}
