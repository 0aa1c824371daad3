package whatsapp_test

import (
	"context"
	"slices"
	"time"

	"github.com/wabakit/whatsapp"
)

const otherTemplateID = "594425479261597"

func templateMethods() []method {
	return slices.Concat(
		templateLists(), templateReads(), templateCreations(), templateUpdates(), templateDeletions(),
		templateLibraryLists(), templatePreviewLists(), templateMoves(), templateGroupLists(), templateGroupChanges(),
	)
}

func templateLists() []method {
	return listRow[whatsapp.MessageTemplate, whatsapp.ListTemplatesOptions]{
		list:      (*whatsapp.TemplateService).List,
		all:       (*whatsapp.TemplateService).All,
		operation: "GET /{waba-id}/message_templates",
		ids:       []string{wabaID},
		options: whatsapp.ListTemplatesOptions{
			ListOptions: secondPage, Name: "order_shipped", NameOrContent: "order", Content: "way",
			Categories:    []whatsapp.MessageTemplateCategory{whatsapp.MessageTemplateCategoryUtility, whatsapp.MessageTemplateCategoryMarketing},
			Languages:     []string{"en_US", "es"},
			QualityScores: []whatsapp.QualityRating{whatsapp.QualityRatingGreen},
			Status:        whatsapp.MessageTemplateStatusApproved,
			Source:        whatsapp.MessageTemplateSourceManual,
			Since:         time.Unix(1772442000, 0), Until: time.Unix(1772528400, 0),
		},
		fields: []string{"name", "status"},
		page: &whatsapp.Page[whatsapp.MessageTemplate]{Paging: lastPage, Data: []whatsapp.MessageTemplate{
			*shippedTemplate(), {ID: otherTemplateID, Name: "order_shipped", Language: "es"},
		}},
	}.methods()
}

func templateReads() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Templates.Get(ctx, id, opts...))
	}
	compare := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		start := time.Unix(1772442000, 0)
		return result(client.Templates.Compare(ctx, id, otherTemplateID, start, start.Add(7*24*time.Hour), opts...))
	}
	return []method{
		{
			name: "Templates.Get", operation: "GET /{template-id}", repeat: whatsapp.RepeatSafe, id: templateID,
			cases: []exchange{
				one("templates/get_success", get, shippedTemplate()),
				one("templates/get_other_components", get, saleTemplate()),
				one("templates/get_authentication", get, loginTemplate()),
			},
		},
		{
			name: "Templates.Compare", operation: "GET /{template-id}/compare", repeat: whatsapp.RepeatSafe, id: templateID,
			cases: []exchange{one("templates/compare_success", compare, &whatsapp.TemplateComparison{Data: []whatsapp.TemplateComparisonMetric{
				{Metric: whatsapp.TemplateComparisonMetricNameBlockRate, Type: "RELATIVE", OrderByRelativeMetric: []string{otherTemplateID, templateID}},
				{
					Metric: whatsapp.TemplateComparisonMetricNameMessageSends, Type: "NUMBER_VALUES",
					NumberValues: []whatsapp.TemplateNumberValue{{Key: templateID, Value: 1225}, {Key: otherTemplateID, Value: 1302}},
				},
				{
					Metric: whatsapp.TemplateComparisonMetricNameTopBlockReason, Type: "STRING_VALUES",
					StringValues: []whatsapp.TemplateStringValue{{Key: templateID, Value: "NO_LONGER_NEEDED"}, {Key: otherTemplateID, Value: "UNKNOWN_BLOCK_REASON"}},
				},
			}})},
		},
	}
}

func templateCreations() []method {
	create := func(request whatsapp.CreateMessageTemplateRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Templates.Create(ctx, id, request, append(first, opts...)...))
		}
	}
	upsert := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Templates.Upsert(ctx, id, upsertRequest(), opts...))
	}
	return []method{
		{
			name: "Templates.Create", operation: "POST /{waba-id}/message_templates", repeat: whatsapp.RepeatUnsafe, id: wabaID,
			cases: []exchange{
				one("templates/create_success", create(shippedRequest()), &whatsapp.CreatedMessageTemplate{
					ID: templateID, Status: whatsapp.MessageTemplateStatusPending, Category: whatsapp.MessageTemplateCategoryUtility,
				}),
				one("templates/create_everything", create(fullRequest(), whatsapp.WithoutValidation()), &whatsapp.CreatedMessageTemplate{
					ID: templateID, Status: whatsapp.MessageTemplateStatusPending, Category: whatsapp.MessageTemplateCategoryMarketing,
				}),
				one("templates/create_from_library", create(libraryRequest()), &whatsapp.CreatedMessageTemplate{
					ID: "594425479261600", Status: whatsapp.MessageTemplateStatusApproved, Category: whatsapp.MessageTemplateCategoryUtility,
				}),
				one("templates/create_beyond_limits", create(whatsapp.CreateMessageTemplateRequest{}, whatsapp.WithoutValidation()), &whatsapp.CreatedMessageTemplate{
					ID: templateID, Status: whatsapp.MessageTemplateStatusRejected,
				}),
			},
		},
		{
			name: "Templates.Upsert", operation: "POST /{waba-id}/upsert_message_templates", repeat: whatsapp.RepeatNever, id: wabaID,
			cases: []exchange{one("templates/upsert_success", upsert, &whatsapp.UpsertedMessageTemplates{Data: []whatsapp.UpsertedMessageTemplate{
				{ID: templateID, Status: whatsapp.MessageTemplateStatusApproved, Language: "en_US"},
				{ID: otherTemplateID, Status: whatsapp.MessageTemplateStatusPending, Language: "es"},
			}})},
		},
	}
}

func templateUpdates() []method {
	update := func(request whatsapp.UpdateMessageTemplateRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return nothing(client.Templates.Update(ctx, id, request, append(first, opts...)...))
		}
	}
	unpause := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Templates.Unpause(ctx, id, opts...))
	}
	return []method{
		{
			name: "Templates.Update", operation: "POST /{template-id}", repeat: whatsapp.RepeatNever, id: templateID,
			cases: []exchange{
				one("templates/update_success", update(changedTemplate()), nil),
				one("templates/update_ttl", update(whatsapp.UpdateMessageTemplateRequest{SendTTLSeconds: new(60)}), nil),
				one("templates/update_beyond_limits", update(whatsapp.UpdateMessageTemplateRequest{}, whatsapp.WithoutValidation()), nil),
			},
		},
		{
			name: "Templates.Unpause", operation: "POST /{template-id}/unpause", repeat: whatsapp.RepeatSafe, id: templateID,
			cases: []exchange{one("templates/unpause_success", unpause, nil)},
		},
	}
}

func templateDeletions() []method {
	byName := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Templates.Delete(ctx, id, "order_shipped", opts...))
	}
	language := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Templates.DeleteLanguage(ctx, id, "order_shipped", templateID, opts...))
	}
	byIDs := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Templates.DeleteByIDs(ctx, id, []string{templateID, otherTemplateID}, opts...))
	}
	row := func(name, fixture string, call callMethod) method {
		return method{
			name: name, operation: "DELETE /{waba-id}/message_templates", repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{one("templates/"+fixture, call, nil)},
		}
	}
	return []method{
		row("Templates.Delete", "delete_success", byName),
		row("Templates.DeleteLanguage", "delete_language_success", language),
		row("Templates.DeleteByIDs", "delete_by_ids_success", byIDs),
	}
}

func templateLibraryLists() []method {
	return listRow[whatsapp.LibraryTemplate, whatsapp.ListLibraryOptions]{
		list:      (*whatsapp.TemplateService).ListLibrary,
		all:       (*whatsapp.TemplateService).AllLibrary,
		operation: "GET /message_template_library",
		options: whatsapp.ListLibraryOptions{
			ListOptions: secondPage, Search: "parcel", Name: "delivery_update_1", Language: "en_US",
			Topic: whatsapp.LibraryTemplateTopicOrderManagement, Industry: whatsapp.LibraryTemplateIndustryECommerce, UseCase: "DELIVERY_UPDATE",
		},
		fields: []string{"name", "body"},
		page: &whatsapp.Page[whatsapp.LibraryTemplate]{Paging: lastPage, Data: []whatsapp.LibraryTemplate{{
			ID: "7147013345418927", Name: "delivery_update_1", Language: "en_US", Category: whatsapp.MessageTemplateCategoryUtility,
			Topic: whatsapp.LibraryTemplateTopicOrderManagement, UseCase: "DELIVERY_UPDATE",
			Industry: []whatsapp.LibraryTemplateIndustry{whatsapp.LibraryTemplateIndustryECommerce},
			Header:   "Your parcel", Body: "Hi {{1}}, your parcel arrives on {{2}}.",
			BodyParams: []string{"Ada", "Monday"}, BodyParamTypes: []string{"TEXT", "DATE"},
			Buttons: whatsapp.MessageTemplateButtons{{Type: whatsapp.MessageTemplateButtonTypeURL, Text: "Track", URL: "https://www.shop.test"}},
		}}},
	}.methods()
}

func templatePreviewLists() []method {
	return listRow[whatsapp.TemplatePreview, whatsapp.ListTemplatePreviewsOptions]{
		list:      (*whatsapp.TemplateService).ListPreviews,
		all:       (*whatsapp.TemplateService).AllPreviews,
		operation: "GET /{waba-id}/message_template_previews",
		ids:       []string{wabaID},
		options: whatsapp.ListTemplatePreviewsOptions{
			ListOptions: secondPage, Languages: []string{"en_US", "es"},
			AddSecurityRecommendation: new(true), CodeExpirationMinutes: new(10),
		},
		fields: []string{"body", "language"},
		page: &whatsapp.Page[whatsapp.TemplatePreview]{Paging: lastPage, Data: []whatsapp.TemplatePreview{
			{
				Language: "en_US", Body: "*{{1}}* is your verification code.", Footer: "This code expires in 10 minutes.",
				Buttons: []whatsapp.TemplatePreviewButton{{Text: "Copy code", AutofillText: "Autofill"}},
			},
			{Language: "es", Body: "Tu código de verificación es *{{1}}*."},
		}},
	}.methods()
}

func templateMoves() []method {
	migrate := func(request whatsapp.MigrateMessageTemplatesRequest) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.Templates.Migrate(ctx, id, request, opts...))
		}
	}
	archive := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Templates.Archive(ctx, id, []string{templateID, otherTemplateID}, opts...))
	}
	unarchive := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Templates.Unarchive(ctx, id, []string{templateID}, opts...))
	}
	some := whatsapp.MigrateMessageTemplatesRequest{
		SourceWABAID: "102290129340777", PageNumber: new(0), Count: new(100), TemplateIDs: []string{templateID, otherTemplateID},
	}
	return []method{
		{
			name: "Templates.Migrate", operation: "POST /{waba-id}/migrate_message_templates", repeat: whatsapp.RepeatUnsafe, id: wabaID,
			cases: []exchange{
				one("templates/migrate_success", migrate(some), &whatsapp.TemplateMigration{
					MigratedTemplates: []string{"594425479261700"},
					FailedTemplates:   whatsapp.TemplateFailures{otherTemplateID: "Only approved templates are migrated"},
				}),
				one("templates/migrate_everything", migrate(whatsapp.MigrateMessageTemplatesRequest{SourceWABAID: "102290129340777"}),
					&whatsapp.TemplateMigration{MigratedTemplates: []string{}}),
			},
		},
		{
			name: "Templates.Archive", operation: "POST /{waba-id}/message_templates/archive", repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{one("templates/archive_success", archive, &whatsapp.ArchivedTemplates{
				ArchivedTemplates: []string{templateID},
				FailedTemplates:   whatsapp.TemplateFailures{otherTemplateID: "The template is archived already"},
			})},
		},
		{
			name: "Templates.Unarchive", operation: "POST /{waba-id}/message_templates/unarchive", repeat: whatsapp.RepeatSafe, id: wabaID,
			cases: []exchange{one("templates/unarchive_success", unarchive, &whatsapp.UnarchivedTemplates{UnarchivedTemplates: []string{templateID}})},
		},
	}
}

func templateGroupLists() []method {
	return listRow[whatsapp.TemplateGroup, whatsapp.ListOptions]{
		list:      (*whatsapp.TemplateService).ListGroups,
		all:       (*whatsapp.TemplateService).AllGroups,
		operation: "GET /{waba-id}/template_groups",
		ids:       []string{wabaID},
		options:   secondPage,
		fields:    []string{"name", "description"},
		page: &whatsapp.Page[whatsapp.TemplateGroup]{Paging: lastPage, Data: []whatsapp.TemplateGroup{
			{ID: templateGroupID, Name: "Orders", Description: "All about orders"},
		}},
	}.methods()
}

func templateGroupChanges() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Templates.GetGroup(ctx, id, opts...))
	}
	create := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.Templates.CreateGroup(ctx, id, whatsapp.CreateTemplateGroupRequest{
			Name: "Orders", Description: "All about orders", TemplateIDs: []string{templateID, otherTemplateID},
		}, opts...))
	}
	update := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Templates.UpdateGroup(ctx, id, whatsapp.UpdateTemplateGroupRequest{
			Name: new("All orders"), Description: new(""), AddTemplateIDs: []string{templateID}, RemoveTemplateIDs: []string{otherTemplateID},
		}, opts...))
	}
	remove := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.Templates.DeleteGroup(ctx, id, opts...))
	}
	group := &whatsapp.TemplateGroup{
		ID: templateGroupID, Name: "Orders", Description: "All about orders",
		Templates: &whatsapp.Page[whatsapp.MessageTemplate]{Paging: lastPage, Data: []whatsapp.MessageTemplate{{ID: templateID, Name: "order_shipped"}}},
	}
	return []method{
		{
			name: "Templates.GetGroup", operation: "GET /{template-group-id}", repeat: whatsapp.RepeatSafe, id: templateGroupID,
			cases: []exchange{one("templates/get_group_success", get, group)},
		},
		{
			name: "Templates.CreateGroup", operation: "POST /{waba-id}/template_groups", repeat: whatsapp.RepeatUnsafe, id: wabaID,
			cases: []exchange{one("templates/create_group_success", create, &whatsapp.CreatedTemplateGroup{ID: templateGroupID})},
		},
		{
			name: "Templates.UpdateGroup", operation: "POST /{template-group-id}", repeat: whatsapp.RepeatSafe, id: templateGroupID,
			cases: []exchange{one("templates/update_group_success", update, nil)},
		},
		{
			name: "Templates.DeleteGroup", operation: "DELETE /{template-group-id}", repeat: whatsapp.RepeatSafe, id: templateGroupID,
			cases: []exchange{one("templates/delete_group_success", remove, nil)},
		},
	}
}
