package conformance

import (
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// templateMethods has the methods for templates whose operations are in the
// document.
func templateMethods() []method {
	return []method{
		{"Templates.Get", "getTemplateByIdDefaultFields", func(s *session) (any, error) {
			return s.Templates.Get(s, graphtest.HelloTemplateID, s.opts...)
		}},
		{"Templates.Create", "createAuthenticationTemplateWOtpCopyCodeButton", func(s *session) (any, error) {
			return s.Templates.Create(s, graphtest.WABAID, s.template(), s.opts...)
		}},
		{"Templates.Update", "editTemplate", func(s *session) (any, error) {
			request := whatsapp.UpdateMessageTemplateRequest{Components: edited(), Category: new(whatsapp.MessageTemplateCategoryUtility)}
			return succeeded(s.Templates.Update(s, graphtest.HelloTemplateID, request, s.opts...))
		}},
		{"Templates.Delete", "deleteTemplateByName", func(s *session) (any, error) {
			return succeeded(s.Templates.Delete(s, graphtest.WABAID, graphtest.HelloTemplate, s.opts...))
		}},
		{"Templates.DeleteLanguage", "deleteTemplateByName", func(s *session) (any, error) {
			return succeeded(s.Templates.DeleteLanguage(s, graphtest.WABAID, graphtest.HelloTemplate, graphtest.HelloTemplateID, s.opts...))
		}},
		{"Templates.DeleteByIDs", "deleteTemplateByName", func(s *session) (any, error) {
			return succeeded(s.Templates.DeleteByIDs(s, graphtest.WABAID, []string{graphtest.HelloTemplateID}, s.opts...))
		}},
	}
}

// undocumentedTemplateMethods has the methods for templates whose operations
// the document lacks.
func undocumentedTemplateMethods() []method {
	return []method{
		{"Templates.Unpause", otherSDKs, func(s *session) (any, error) {
			return nil, s.Templates.Unpause(s, graphtest.PausedTemplateID, s.opts...)
		}},
		{"Templates.Upsert", authenticationGuide, func(s *session) (any, error) {
			return s.Templates.Upsert(s, graphtest.WABAID, whatsapp.UpsertMessageTemplatesRequest{
				Name: "second_factor", Languages: []string{"en_US", "de"}, Category: whatsapp.MessageTemplateCategoryAuthentication,
				Components: passcode(),
			}, s.opts...)
		}},
		{"Templates.Migrate", templatesGuide, func(s *session) (any, error) {
			return s.Templates.Migrate(s, graphtest.SecondWABAID, whatsapp.MigrateMessageTemplatesRequest{SourceWABAID: graphtest.WABAID}, s.opts...)
		}},
		{"Templates.Archive", otherSDKs, func(s *session) (any, error) {
			return s.Templates.Archive(s, graphtest.WABAID, []string{graphtest.HelloTemplateID}, s.opts...)
		}},
		{"Templates.Unarchive", otherSDKs, func(s *session) (any, error) {
			return s.Templates.Unarchive(s, graphtest.WABAID, []string{graphtest.HelloTemplateID}, s.opts...)
		}},
		{"Templates.Compare", templatesGuide, func(s *session) (any, error) {
			end := time.Now()
			return s.Templates.Compare(s, graphtest.HelloTemplateID, graphtest.LoginTemplateID, end.AddDate(0, 0, -7), end, s.opts...)
		}},
		{"Templates.GetGroup", apiDescription, func(s *session) (any, error) {
			return s.Templates.GetGroup(s, graphtest.TemplateGroupID, s.opts...)
		}},
		{"Templates.CreateGroup", apiDescription, func(s *session) (any, error) {
			return s.Templates.CreateGroup(s, graphtest.WABAID, whatsapp.CreateTemplateGroupRequest{
				Name: "Orders", Description: "All about orders", TemplateIDs: []string{graphtest.HelloTemplateID},
			}, s.opts...)
		}},
		{"Templates.UpdateGroup", apiDescription, func(s *session) (any, error) {
			return nil, s.Templates.UpdateGroup(s, graphtest.TemplateGroupID, whatsapp.UpdateTemplateGroupRequest{Name: new("Orders")}, s.opts...)
		}},
		{"Templates.DeleteGroup", apiDescription, func(s *session) (any, error) {
			return nil, s.Templates.DeleteGroup(s, graphtest.TemplateGroupID, s.opts...)
		}},
	}
}

// template returns a request whose button opens a flow, which is what the
// document's schema has.
func (s *session) template() whatsapp.CreateMessageTemplateRequest {
	return whatsapp.CreateMessageTemplateRequest{
		Name: "spring_offer", Language: "en_US", Category: whatsapp.MessageTemplateCategoryUtility,
		Components: whatsapp.MessageTemplateComponents{
			whatsapp.MessageTemplateBody{Text: "Have a look."},
			whatsapp.MessageTemplateButtons{{
				Type: whatsapp.MessageTemplateButtonTypeFlow, Text: "Look", FlowID: "1", FlowAction: whatsapp.FlowActionNavigate, NavigateScreen: "FIRST",
			}},
		},
	}
}

// edited returns components with what the document's schema of an edit has.
func edited() whatsapp.MessageTemplateComponents {
	return whatsapp.MessageTemplateComponents{
		whatsapp.MessageTemplateHeader{Format: whatsapp.MessageTemplateHeaderFormatText, Text: "Spring"},
		whatsapp.MessageTemplateBody{Text: "Hi {{1}}, have a look.", Examples: whatsapp.TemplateExamples("Ada")},
		whatsapp.MessageTemplateButtons{{Type: whatsapp.MessageTemplateButtonTypeQuickReply, Text: "Stop"}},
	}
}

func passcode() whatsapp.MessageTemplateComponents {
	return whatsapp.MessageTemplateComponents{
		whatsapp.MessageTemplateBody{AddSecurityRecommendation: new(true)},
		whatsapp.MessageTemplateButtons{{Type: whatsapp.MessageTemplateButtonTypeOTP, OTPType: whatsapp.MessageTemplateOTPTypeCopyCode}},
	}
}

func (s *session) templates() *whatsapp.ListTemplatesOptions {
	options := &whatsapp.ListTemplatesOptions{ListOptions: s.page}
	if s.filtered {
		options.Name = graphtest.HelloTemplate
	}
	return options
}
