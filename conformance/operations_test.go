package conformance

import (
	"slices"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// method is a method of the SDK and its operation in the document.
type method struct {
	name string
	// operation is the operationId. Where the document lacks the operation, it
	// is the source of it, in words.
	operation string
	call      func(*session) (any, error)
}

// methods has the methods that return the whole answer. Like all calls here
// they use the sample world of package graphtest, and their requests have every
// member that the SDK supports. An operation that two nodes share has two rows.
var methods = slices.Concat(pagesOf(lists), businessProfileMethods(), messageMethods(), phoneNumberMethods(), numberSettingMethods(), preverifiedNumberMethods(), solutionMethods(), templateMethods(), onBehalfMethods(), groupMethods(), callMethods(), wabaMethods(), commerceMethods(), flowMethods(), []method{
	{"Automation.Configure", "configureConversationalAutomation", func(s *session) (any, error) {
		return succeeded(s.Automation.Configure(s, graphtest.PhoneNumberID, s.automation(), s.opts...))
	}},
	{"Automation.Apply", "configureConversationalAutomation", func(s *session) (any, error) {
		return succeeded(s.Automation.Apply(s, s.plan(), s.opts...))
	}},
	{"BlockedUsers.Add", "blockUserS", func(s *session) (any, error) {
		return s.BlockedUsers.Add(s, graphtest.PhoneNumberID, []string{customer}, s.opts...)
	}},
	{"BlockedUsers.Remove", "unblockUserS", func(s *session) (any, error) {
		return s.BlockedUsers.Remove(s, graphtest.PhoneNumberID, []string{customer}, s.opts...)
	}},
	{"Bots.Get", "getWhatsAppBusinessBotDetails", func(s *session) (any, error) {
		return s.Bots.Get(s, graphtest.BotID, s.opts...)
	}},
	{"Businesses.Get", "getBusinessPortfolioSpecificFields", func(s *session) (any, error) {
		return s.Businesses.Get(s, graphtest.BusinessID, s.opts...)
	}},
	{"Businesses.OnboardToMarketingMessages", "onboardPartnersToMMLite", func(s *session) (any, error) {
		request := whatsapp.OnboardToMarketingMessagesRequest{SolutionID: graphtest.SolutionID}
		return s.Businesses.OnboardToMarketingMessages(s, graphtest.BusinessID, request, s.opts...)
	}},
	{"Media.Get", "retrieveMediaUrl", func(s *session) (any, error) {
		return s.Media.Get(s, graphtest.MediaID, s.mediaOptions()...)
	}},
	{"Media.Delete", "deleteMedia", func(s *session) (any, error) {
		return succeeded(s.Media.Delete(s, graphtest.MediaID, s.mediaOptions()...))
	}},
	{"Media.Upload", "uploadImage", func(s *session) (any, error) {
		id, err := s.Media.Upload(s, graphtest.PhoneNumberID, s.picture(), s.opts...)
		return created("id", id, err)
	}},
	{"Media.UploadBytes", "uploadImage", func(s *session) (any, error) {
		id, err := s.Media.UploadBytes(s, graphtest.PhoneNumberID, "picture.png", []byte(picture), s.opts...)
		return created("id", id, err)
	}},
	{"Media.UploadFile", "uploadImage", func(s *session) (any, error) {
		id, err := s.Media.UploadFile(s, graphtest.PhoneNumberID, "README.md", s.opts...)
		return created("id", id, err)
	}},
	{"PhoneNumbers.Get", "getPhoneNumberById", func(s *session) (any, error) {
		return s.PhoneNumbers.Get(s, graphtest.PhoneNumberID, s.opts...)
	}},
	{"PhoneNumbers.Get", "getWhatsAppAccountNumberDetails", func(s *session) (any, error) {
		return s.PhoneNumbers.Get(s, graphtest.PhoneNumberID, s.opts...)
	}},
	{"PhoneNumbers.Add", "addPhoneNumbers", func(s *session) (any, error) {
		return s.PhoneNumbers.Add(s, graphtest.BusinessID, s.phoneNumber(), s.opts...)
	}},
	{"QRCodes.Get", "getIndividualQrCode", func(s *session) (any, error) {
		return inList(s.QRCodes.Get(s, graphtest.PhoneNumberID, graphtest.QRCodeID, s.opts...))
	}},
	{"QRCodes.Create", "createOrUpdateQrCode", func(s *session) (any, error) {
		request := whatsapp.CreateQRCodeRequest{PrefilledMessage: strings.Repeat("a", 140), GenerateQRImage: new(whatsapp.QRImageFormatPNG)}
		return s.QRCodes.Create(s, graphtest.PhoneNumberID, request, s.opts...)
	}},
	{"QRCodes.Update", "createOrUpdateQrCode", func(s *session) (any, error) {
		request := whatsapp.UpdateQRCodeRequest{PrefilledMessage: strings.Repeat("a", 140)}
		return s.QRCodes.Update(s, graphtest.PhoneNumberID, graphtest.QRCodeID, request, s.opts...)
	}},
	{"QRCodes.Delete", "deleteIndividualQrCode", func(s *session) (any, error) {
		return succeeded(s.QRCodes.Delete(s, graphtest.PhoneNumberID, graphtest.QRCodeID, s.opts...))
	}},
	{"Subscriptions.Subscribe", "subscribeToWabaWebhooks", func(s *session) (any, error) {
		request := whatsapp.SubscribeRequest{OverrideCallbackURI: "https://hooks.shop.test/second", VerifyToken: "chosen"}
		return s.Subscriptions.Subscribe(s, graphtest.WABAID, request, s.opts...)
	}},
	{"Subscriptions.Unsubscribe", "unsubscribeFromWabaWebhooks", func(s *session) (any, error) {
		err := s.Subscriptions.Unsubscribe(s, graphtest.WABAID, s.opts...)
		return answer{"success": true, "data": nil}, err // Graph shares the schema with subscribing
	}},
	{"Users.Add", "addAssignedUser", func(s *session) (any, error) {
		tasks := []whatsapp.Task{whatsapp.TaskManage, whatsapp.TaskFullControl}
		return succeeded(s.Users.Add(s, graphtest.WABAID, graphtest.UnassignedUserID, tasks, s.opts...))
	}},
	{"Users.Remove", "removeAssignedUser", func(s *session) (any, error) {
		return succeeded(s.Users.Remove(s, graphtest.WABAID, graphtest.UserID, s.opts...))
	}},
})

// partialMethods has the methods that return part of the answer: the first
// entry of an iterator, one field of a node, or only success.
var partialMethods = slices.Concat(walksOf(lists), partialFlowMethods(), readMethods(), []method{
	{"Automation.Get", "getPhoneNumberById", func(s *session) (any, error) {
		return s.Automation.Get(s, graphtest.PhoneNumberID, s.opts...)
	}},
	{"Automation.Plan", "getPhoneNumberById", func(s *session) (any, error) {
		return s.Automation.Plan(s, graphtest.PhoneNumberID, s.automation(), s.opts...)
	}},
})

// undocumented has the methods whose operations are not in the document: each
// row has the source of the operation instead of its operationId.
var undocumented = slices.Concat(pagesOf(undocumentedLists), walksOf(undocumentedLists), undocumentedTemplateMethods(), undocumentedPreverifiedNumberMethods(), undocumentedTokenMethods(), undocumentedAnalyticsMethods(), undocumentedNumberMethods(), undocumentedWABAMethods(), conversionMethods(), undocumentedCreditMethods(), paymentMethods(), signupMethods(), threadMethods(), []method{
	{"BusinessProfiles.SetPicture", uploadsGuide, func(s *session) (any, error) {
		return nil, s.BusinessProfiles.SetPicture(s, graphtest.AppID, graphtest.PhoneNumberID, s.picture(), s.opts...)
	}},
	{"Groups.GetInviteLink", groupsGuide, func(s *session) (any, error) {
		return s.Groups.GetInviteLink(s, graphtest.GroupID, s.opts...)
	}},
	{"Subscriptions.SetForApp", appsReference, func(s *session) (any, error) {
		return nil, s.Subscriptions.SetForApp(s, graphtest.AppID, whatsapp.SetAppSubscriptionRequest{
			CallbackURL: "https://hooks.shop.test/whatsapp", VerifyToken: "chosen", Fields: []string{"messages"},
		}, s.opts...)
	}},
	{"Subscriptions.DeleteForApp", appsReference, func(s *session) (any, error) {
		return nil, s.Subscriptions.DeleteForApp(s, graphtest.AppID, whatsapp.DeleteAppSubscriptionRequest{}, s.opts...)
	}},
	{"Businesses.SubmitForVerification", verificationGuide, func(s *session) (any, error) {
		return s.Businesses.SubmitForVerification(s, graphtest.BusinessID, whatsapp.SubmitForVerificationRequest{
			ClientBusinessID: graphtest.PartnerBusinessID, Documents: []whatsapp.File{s.picture(), s.picture()},
		}, s.opts...)
	}},
	{"Uploads.Upload", uploadsGuide, func(s *session) (any, error) {
		return s.Uploads.Upload(s, graphtest.AppID, s.picture(), s.opts...)
	}},
	{"Uploads.Start", uploadsGuide, func(s *session) (any, error) { return s.startUpload() }},
	{"Uploads.Get", uploadsGuide, func(s *session) (any, error) {
		started, err := s.startUpload()
		if err != nil {
			return nil, err
		}
		return s.Uploads.Get(s, started.ID, s.opts...)
	}},
	{"Uploads.Resume", uploadsGuide, func(s *session) (any, error) {
		started, err := s.startUpload()
		if err != nil {
			return nil, err
		}
		return s.Uploads.Resume(s, started.ID, s.picture(), s.opts...)
	}},
	{"WelcomeSequences.Create", welcomeGuide, func(s *session) (any, error) {
		request := whatsapp.CreateWelcomeSequenceRequest{Name: "Greeting", Message: whatsapp.WelcomeMessage{Text: "Welcome"}}
		return s.WelcomeSequences.Create(s, graphtest.WABAID, request, s.opts...)
	}},
	{"WelcomeSequences.Update", welcomeGuide, func(s *session) (any, error) {
		request := whatsapp.UpdateWelcomeSequenceRequest{Name: new("Greeting")}
		return nil, s.WelcomeSequences.Update(s, graphtest.WABAID, graphtest.SequenceID, request, s.opts...)
	}},
	{"WelcomeSequences.Get", welcomeGuide, func(s *session) (any, error) {
		return s.WelcomeSequences.Get(s, graphtest.WABAID, graphtest.SequenceID, s.opts...)
	}},
	{"WelcomeSequences.Delete", welcomeGuide, func(s *session) (any, error) {
		return nil, s.WelcomeSequences.Delete(s, graphtest.WABAID, graphtest.SequenceID, s.opts...)
	}},
})
