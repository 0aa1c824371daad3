package provision

import (
	"context"
	"slices"

	"github.com/wabakit/whatsapp"
)

// Template declares a message template in one language. Its name and language
// identify it.
//
// Of components, what the document has is compared, but for the samples: the
// people who review a template see them, and Graph does not return all of them.
// A change replaces the components as a whole.
type Template struct {
	// Name has at most 512 small letters, digits and underscores.
	Name string `json:"name" identity:"name"`
	// Language is a code such as en_US.
	Language string `json:"language" identity:"name"`
	// State is absent to delete the template in this language only.
	State           State                                    `json:"state,omitzero"`
	Category        whatsapp.MessageTemplateCategory         `json:"category,omitzero"`
	SubCategory     *whatsapp.MessageTemplateSubCategory     `json:"sub_category,omitzero"`
	ParameterFormat *whatsapp.MessageTemplateParameterFormat `json:"parameter_format,omitzero"`
	// Components are as Graph takes them. The flow of a button can be named by
	// flow_name, also one that the document declares. A handle of a sample can
	// be "file:" and the path of a file of [WithFiles], of at most 16 MB, which
	// is uploaded when the template is created or edited.
	Components whatsapp.MessageTemplateComponents `json:"components,omitzero"`
	// SendTTLSeconds limits how long Meta tries to deliver a message: 30 to 900
	// seconds for AUTHENTICATION, 30 to 43,200 for UTILITY, 43,200 to 2,592,000
	// for MARKETING. For the first two, -1 stands for 30 days.
	SendTTLSeconds *int `json:"message_send_ttl_seconds,omitzero"`
	// LinkTrackingOptedOut stops the counting of clicks on the buttons.
	LinkTrackingOptedOut *bool `json:"cta_url_link_tracking_opted_out,omitzero"`
	// LibraryTemplateName makes the template from one of Meta's library, in
	// place of its components: it is approved at once. A template that is there
	// already cannot be made from the library.
	LibraryTemplateName *string `json:"library_template_name,omitzero"`
	// LibraryTemplateBodyInputs and LibraryTemplateButtonInputs fill it in.
	// They are used once: Graph does not return them, and they are not
	// compared.
	LibraryTemplateBodyInputs   *whatsapp.LibraryTemplateBodyInputs   `json:"library_template_body_inputs,omitzero"`
	LibraryTemplateButtonInputs []whatsapp.LibraryTemplateButtonInput `json:"library_template_button_inputs,omitzero"`
}

var templates = &definition[Template]{
	kind: KindTemplate,
	ofAccount: &field[Account, Template]{
		name: "templates",
		get:  func(a *Account) []Template { return a.Templates },
		set:  func(a *Account, list []Template) { a.Templates = list },
	},
	identify: func(t *Template) (string, State) { return t.Name + "/" + t.Language, t.State },
	read:     readTemplates,
	complete: withSamples,
	resolve:  nameFlows,
	comparable: func(t *Template) any {
		compared := *t
		compared.Components = withoutSamples(t.Components)
		return compared
	},
	judge:    judgeTemplate,
	validate: validateTemplate,
	exports:  func(have *found[Template]) bool { return have.status != string(whatsapp.MessageTemplateStatusArchived) },
	reviewOf: func(have *found[Template]) review {
		switch whatsapp.MessageTemplateStatus(have.status) {
		case whatsapp.MessageTemplateStatusPending, whatsapp.MessageTemplateStatusInAppeal:
			return review{open: true}
		case whatsapp.MessageTemplateStatusRejected:
			return review{rejected: "Meta has rejected the template"}
		}
		return review{}
	},
	create: func(ctx context.Context, s *session, scope Target, want *Template) error {
		ready, err := s.uploaded(ctx, want)
		if err != nil {
			return err
		}
		_, err = s.client.Templates.Create(ctx, scope.AccountID, ready.creation())
		return err
	},
	update: func(ctx context.Context, s *session, _ Target, want *Template, have *found[Template]) error {
		ready, err := s.uploaded(ctx, want)
		if err != nil {
			return err
		}
		return s.client.Templates.Update(ctx, have.id, ready.edit(have))
	},
	remove: func(ctx context.Context, s *session, scope Target, have *found[Template]) error {
		return s.client.Templates.DeleteLanguage(ctx, scope.AccountID, have.value.Name, have.id)
	},
}

func readTemplates(ctx context.Context, s *session, scope Target, wanted []*Template) ([]found[Template], error) {
	options := &whatsapp.ListTemplatesOptions{ListOptions: whatsapp.ListOptions{Limit: pageSize}}
	if len(wanted) == 1 {
		options.Name = wanted[0].Name
	}
	fields := whatsapp.WithFields("id", "name", "language", "status", "category", "sub_category", "parameter_format",
		"components", "rejected_reason", "message_send_ttl_seconds", "cta_url_link_tracking_opted_out", "library_template_name")
	var list []found[Template]
	for template, err := range s.client.Templates.All(ctx, scope.AccountID, options, fields) {
		if err != nil {
			return nil, err
		}
		if template.Status == whatsapp.MessageTemplateStatusDeleted {
			continue
		}
		value, err := nameFlows(ctx, s, scope, declaredTemplate(template))
		if err != nil {
			return nil, err
		}
		one := found[Template]{name: template.Name + "/" + template.Language, id: template.ID, value: *value, status: string(template.Status)}
		if hasHandles(template.Components) {
			one.omitted = []string{"the samples of its media: Graph returns links that expire in place of their handles"}
		}
		if namesLibrary(wanted, one.name) {
			one.value.LibraryTemplateName = given(template.LibraryTemplateName)
		}
		if note := noteOf(template); note != "" {
			one.notes = []string{note}
		}
		list = append(list, one)
	}
	return list, nil
}

// namesLibrary reports whether the document makes a template from the library.
// Others are what they have become: their inputs are not known.
func namesLibrary(wanted []*Template, name string) bool {
	return slices.ContainsFunc(wanted, func(want *Template) bool {
		return want.Name+"/"+want.Language == name && want.LibraryTemplateName != nil
	})
}

// declaredTemplate returns what a document would say of a template.
func declaredTemplate(t *whatsapp.MessageTemplate) *Template {
	declared := &Template{
		Name: t.Name, Language: t.Language, Category: t.Category, SubCategory: given(t.SubCategory),
		ParameterFormat: given(t.ParameterFormat), Components: withoutHandles(t.Components),
	}
	if t.SendTTLSeconds != 0 {
		declared.SendTTLSeconds = &t.SendTTLSeconds
	}
	if t.LinkTrackingOptedOut {
		declared.LinkTrackingOptedOut = &t.LinkTrackingOptedOut
	}
	return declared
}

func noteOf(t *whatsapp.MessageTemplate) string {
	switch t.Status {
	case whatsapp.MessageTemplateStatusRejected:
		return "Meta has rejected it: " + string(t.RejectedReason)
	case whatsapp.MessageTemplateStatusPaused:
		return "it is paused for its low quality"
	case whatsapp.MessageTemplateStatusDisabled:
		return "it is disabled"
	}
	return ""
}

func judgeTemplate(v *verdict, want *Template, have *found[Template]) {
	change := &v.change
	if have == nil {
		change.Reviewed = change.Action == ActionCreate && want.LibraryTemplateName == nil
		return
	}
	status := whatsapp.MessageTemplateStatus(have.status)
	approved := status == whatsapp.MessageTemplateStatusApproved
	if change.Action == ActionUpdate {
		v.leaveOut("library_template_body_inputs", "")
		v.leaveOut("library_template_button_inputs", "")
		v.leaveOut("sub_category", "the sub_category of a template cannot be changed")
		if approved {
			v.leaveOut("category", "it has the category "+string(have.value.Category)+", which cannot be changed while it is approved")
		}
	}
	switch {
	case change.Action == ActionUpdate && touches(change.Differences, "library_template_name"):
		change.Blocked = "it was not made from this template of the library, and cannot be any more; choose another name"
	case change.Action == ActionDelete && status == whatsapp.MessageTemplateStatusPendingDeletion:
		change.Action = ""
	case change.Action == ActionDelete && approved:
		change.Irreversible = []string{"the name cannot be used again for 30 days"}
	case change.Action == ActionDelete:
		change.Irreversible = []string{"the template is gone"}
	case change.Action == ActionUpdate:
		change.Reviewed = true
		switch status {
		case whatsapp.MessageTemplateStatusApproved:
			change.Warnings = append(change.Warnings, "an approved template can be edited once in 24 hours and ten times in 30 days")
		case whatsapp.MessageTemplateStatusRejected, whatsapp.MessageTemplateStatusPaused:
		case whatsapp.MessageTemplateStatusPending, whatsapp.MessageTemplateStatusInAppeal:
			change.Blocked, v.wait = "it is under review, and cannot be edited until that is over", true
		default:
			change.Blocked = "it cannot be edited while it is " + have.status
		}
	}
}

func validateTemplate(want *Template, have *found[Template]) error {
	if have == nil {
		return want.creation().Validate()
	}
	return want.edit(have).Validate()
}

func (t *Template) creation() whatsapp.CreateMessageTemplateRequest {
	return whatsapp.CreateMessageTemplateRequest{
		Name: t.Name, Language: t.Language, Category: t.Category, SubCategory: t.SubCategory, ParameterFormat: t.ParameterFormat,
		Components: t.Components, SendTTLSeconds: t.SendTTLSeconds, LinkTrackingOptedOut: t.LinkTrackingOptedOut,
		LibraryTemplateName: t.LibraryTemplateName, LibraryTemplateBodyInputs: t.LibraryTemplateBodyInputs,
		LibraryTemplateButtonInputs: t.LibraryTemplateButtonInputs,
	}
}

func (t *Template) edit(have *found[Template]) whatsapp.UpdateMessageTemplateRequest {
	request := whatsapp.UpdateMessageTemplateRequest{
		Components: t.Components, ParameterFormat: t.ParameterFormat, SendTTLSeconds: t.SendTTLSeconds,
		LinkTrackingOptedOut: t.LinkTrackingOptedOut, Category: given(t.Category),
	}
	if have.status == string(whatsapp.MessageTemplateStatusApproved) {
		request.Category = &have.value.Category // another one would be refused
	}
	return request
}
