package conformance

import (
	"reflect"
	"runtime"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// A list is the one row of a List method and its All, both method expressions,
// which perform the same operation.
type list struct {
	operation string
	list, all any
	// arguments stand between the context and the options of the request: ids,
	// and the page.
	arguments func(*session) []any
}

var lists = []list{
	{
		"getConnectedClientBusinesses", (*whatsapp.ApplicationService).ListConnectedBusinesses, (*whatsapp.ApplicationService).AllConnectedBusinesses,
		func(s *session) []any { return []any{graphtest.AppID, &s.page} },
	},
	{
		"getMessageHistoryEvents", (*whatsapp.MessageHistoryService).ListEvents, (*whatsapp.MessageHistoryService).AllEvents,
		func(s *session) []any { return []any{graphtest.MessageHistoryID, s.events()} },
	},
	{
		"getMessageHistory", (*whatsapp.MessageHistoryService).List, (*whatsapp.MessageHistoryService).All,
		func(s *session) []any { return []any{graphtest.PhoneNumberID, s.histories()} },
	},
	{
		"getWhatsAppBusinessAccountPhoneNumbers", (*whatsapp.PhoneNumberService).List, (*whatsapp.PhoneNumberService).All,
		func(s *session) []any { return []any{graphtest.WABAID, s.phoneNumbers()} },
	},
	{
		"getApplicationWhatsAppBusinessSolutions", (*whatsapp.SolutionService).List, (*whatsapp.SolutionService).All,
		func(s *session) []any { return []any{graphtest.AppID, s.solutions()} },
	},
	{
		"getActiveGroups", (*whatsapp.GroupService).List, (*whatsapp.GroupService).All,
		func(s *session) []any { return []any{graphtest.PhoneNumberID, &s.page} },
	},
	{
		"getJoinRequests", (*whatsapp.GroupService).ListJoinRequests, (*whatsapp.GroupService).AllJoinRequests,
		func(s *session) []any { return []any{graphtest.GroupID, &s.page} },
	},
	{
		"listFlows", (*whatsapp.FlowService).List, (*whatsapp.FlowService).All,
		func(s *session) []any { return []any{graphtest.WABAID, &s.page} },
	},
	{
		"listAssetsGetFlowJsonUrl", (*whatsapp.FlowService).ListAssets, (*whatsapp.FlowService).AllAssets,
		func(s *session) []any { return []any{graphtest.FlowID, &s.page} },
	},
	{
		"getInProgressOnBehalfRequests", (*whatsapp.OnBehalfService).ListRequests, (*whatsapp.OnBehalfService).AllRequests,
		func(s *session) []any { return []any{graphtest.WABAID, &s.page} },
	},
	{
		"getPreVerifiedPhoneNumbers", (*whatsapp.PreverifiedNumberService).List, (*whatsapp.PreverifiedNumberService).All,
		func(s *session) []any { return []any{graphtest.BusinessID, s.preverifiedNumbers()} },
	},
	{
		"getPreVerifiedPhoneNumberPartners", (*whatsapp.PreverifiedNumberService).ListPartners, (*whatsapp.PreverifiedNumberService).AllPartners,
		func(s *session) []any { return []any{graphtest.PreverifiedNumberID, &s.page} },
	},
	{
		"listWabaSolutions", (*whatsapp.SolutionService).ListForWABA, (*whatsapp.SolutionService).AllForWABA,
		func(s *session) []any { return []any{graphtest.WABAID, &s.page} },
	},
	{
		"getCreditLines", (*whatsapp.CreditLineService).List, (*whatsapp.CreditLineService).All,
		func(s *session) []any { return []any{graphtest.BusinessID, &s.page} },
	},
	{
		"getBlockedUsers", (*whatsapp.BlockedUserService).List, (*whatsapp.BlockedUserService).All,
		func(s *session) []any { return []any{graphtest.PhoneNumberID, &s.page} },
	},
	{
		"listAllQrCodes", (*whatsapp.QRCodeService).List, (*whatsapp.QRCodeService).All,
		func(s *session) []any { return []any{graphtest.PhoneNumberID, &s.page} },
	},
	{
		"getAllSubscriptionsForAWaba", (*whatsapp.SubscriptionService).List, (*whatsapp.SubscriptionService).All,
		func(s *session) []any { return []any{graphtest.WABAID, &s.page} },
	},
	{
		"getTemplateByNameDefaultFields", (*whatsapp.TemplateService).List, (*whatsapp.TemplateService).All,
		func(s *session) []any { return []any{graphtest.WABAID, s.templates()} },
	},
	{
		"getAssignedUsers", (*whatsapp.UserService).List, (*whatsapp.UserService).All,
		func(s *session) []any { return []any{graphtest.WABAID, graphtest.BusinessID, s.users()} },
	},
	{
		"getAssignedWhatsAppBusinessAccounts", (*whatsapp.UserService).ListWABAs, (*whatsapp.UserService).AllWABAs,
		func(s *session) []any { return []any{graphtest.UserID, &s.page} },
	},
	{
		"getOwnedWhatsAppBusinessAccounts", (*whatsapp.WABAService).ListOwned, (*whatsapp.WABAService).AllOwned,
		func(s *session) []any { return []any{graphtest.BusinessID, s.ownedAccounts()} },
	},
	{
		"getWhatsAppBusinessAccountActivities", (*whatsapp.WABAService).ListActivities, (*whatsapp.WABAService).AllActivities,
		func(s *session) []any { return []any{graphtest.WABAID, s.activities()} },
	},
	{
		"getWhatsAppBusinessAccountSchedules", (*whatsapp.WABAService).ListSchedules, (*whatsapp.WABAService).AllSchedules,
		func(s *session) []any { return []any{graphtest.WABAID, s.schedules()} },
	},
	{
		"getClientWhatsAppBusinessAccounts", (*whatsapp.WABAService).ListShared, (*whatsapp.WABAService).AllShared,
		func(s *session) []any { return []any{graphtest.BusinessID, s.clientAccounts()} },
	},
}

var undocumentedLists = []list{
	{
		analyticsGuide, (*whatsapp.AnalyticsService).ListTemplates, (*whatsapp.AnalyticsService).AllTemplates,
		func(s *session) []any { return []any{graphtest.WABAID, countedTemplates(), &s.page} },
	},
	{
		analyticsGuide, (*whatsapp.AnalyticsService).ListTemplateGroups, (*whatsapp.AnalyticsService).AllTemplateGroups,
		func(s *session) []any { return []any{graphtest.WABAID, countedTemplateGroups(), &s.page} },
	},
	{
		analyticsGuide, (*whatsapp.AnalyticsService).ListGroups, (*whatsapp.AnalyticsService).AllGroups,
		func(s *session) []any { return []any{graphtest.WABAID, countedGroup(), &s.page} },
	},
	{
		apiDescription, (*whatsapp.AnalyticsService).ListTemplatePerformance, (*whatsapp.AnalyticsService).AllTemplatePerformance,
		func(s *session) []any {
			return []any{graphtest.WABAID, &whatsapp.ListTemplatePerformanceOptions{ListOptions: s.page, Name: graphtest.HelloTemplate}}
		},
	},
	{
		paymentsGuide, (*whatsapp.PaymentService).ListConfigurations, (*whatsapp.PaymentService).AllConfigurations,
		func(s *session) []any { return []any{graphtest.WABAID, &s.page} },
	},
	{
		inAppSignupGuide, (*whatsapp.SignupService).List, (*whatsapp.SignupService).All,
		func(s *session) []any { return []any{graphtest.WABAID, &s.page} },
	},
	// These two are in the reference of the Marketing API.
	{
		apiDescription, (*whatsapp.BusinessService).ListUsers, (*whatsapp.BusinessService).AllUsers,
		func(s *session) []any { return []any{graphtest.BusinessID, &s.page} },
	},
	{
		apiDescription, (*whatsapp.BusinessService).ListCatalogs, (*whatsapp.BusinessService).AllCatalogs,
		func(s *session) []any { return []any{graphtest.BusinessID, &s.page} },
	},
	{
		verificationGuide, (*whatsapp.BusinessService).ListVerificationSubmissions, (*whatsapp.BusinessService).AllVerificationSubmissions,
		func(s *session) []any {
			return []any{graphtest.BusinessID, &whatsapp.ListVerificationSubmissionsOptions{
				ListOptions: s.page, ClientBusinessID: graphtest.PartnerBusinessID,
			}}
		},
	},
	{
		creditLinesGuide, (*whatsapp.CreditLineService).ListAllocations, (*whatsapp.CreditLineService).AllAllocations,
		func(s *session) []any {
			return []any{graphtest.CreditLineID, &whatsapp.ListCreditAllocationsOptions{ListOptions: s.page, ReceivingBusinessID: graphtest.PartnerBusinessID}}
		},
	},
	{
		solutionsGuide, (*whatsapp.SolutionService).ListPartners, (*whatsapp.SolutionService).AllPartners,
		func(s *session) []any { return []any{graphtest.SolutionID, &s.page} },
	},
	{
		appsReference, (*whatsapp.SubscriptionService).ListForApp, (*whatsapp.SubscriptionService).AllForApp,
		func(s *session) []any { return []any{graphtest.AppID, &s.page} },
	},
	{
		apiDescription, (*whatsapp.TemplateService).ListGroups, (*whatsapp.TemplateService).AllGroups,
		func(s *session) []any { return []any{graphtest.WABAID, &s.page} },
	},
	{
		templatesGuide, (*whatsapp.TemplateService).ListLibrary, (*whatsapp.TemplateService).AllLibrary,
		func(*session) []any { return []any{&whatsapp.ListLibraryOptions{Language: "en_US"}} },
	},
	{
		authenticationGuide, (*whatsapp.TemplateService).ListPreviews, (*whatsapp.TemplateService).AllPreviews,
		func(*session) []any {
			return []any{graphtest.WABAID, &whatsapp.ListTemplatePreviewsOptions{Languages: []string{"en_US"}, CodeExpirationMinutes: new(5)}}
		},
	},
	{
		businessesReference, (*whatsapp.TokenService).ListSystemUsers, (*whatsapp.TokenService).AllSystemUsers,
		func(s *session) []any { return []any{graphtest.BusinessID, &s.page} },
	},
	{
		olderReference, (*whatsapp.WABAService).List, (*whatsapp.WABAService).All,
		func(s *session) []any { return []any{graphtest.BusinessID, s.ownedAccounts()} },
	},
	{
		apiDescription, (*whatsapp.WABAService).ListCatalogs, (*whatsapp.WABAService).AllCatalogs,
		func(s *session) []any { return []any{graphtest.WABAID, &s.page} },
	},
	{
		welcomeGuide, (*whatsapp.WelcomeSequenceService).List, (*whatsapp.WelcomeSequenceService).All,
		func(s *session) []any {
			return []any{graphtest.WABAID, &whatsapp.ListWelcomeSequencesOptions{ListOptions: s.page, AppID: graphtest.AppID}}
		},
	},
}

// pagesOf are the List methods of lists, which return all of an answer.
func pagesOf(lists []list) []method {
	var found []method
	for _, list := range lists {
		found = append(found, method{nameOf(list.list), list.operation, func(s *session) (any, error) {
			results := s.call(list.list, list.arguments(s))
			err, _ := reflect.TypeAssert[error](results[1])
			return results[0].Interface(), err
		}})
	}
	return found
}

// walksOf are their All methods, of which the first entry is taken.
func walksOf(lists []list) []method {
	var found []method
	for _, list := range lists {
		found = append(found, method{nameOf(list.all), list.operation, func(s *session) (any, error) {
			for entry, failure := range s.call(list.all, list.arguments(s))[0].Seq2() {
				err, _ := reflect.TypeAssert[error](failure)
				return entry.Interface(), err
			}
			return nil, nil
		}})
	}
	return found
}

// nameOf is "Users.List" for (*whatsapp.UserService).List.
func nameOf(expression any) string {
	full := runtime.FuncForPC(reflect.ValueOf(expression).Pointer()).Name()
	return serviceOf(expression).Name + full[strings.LastIndex(full, "."):]
}

// serviceOf is the field of the client whose method an expression is.
func serviceOf(expression any) reflect.StructField {
	for field := range reflect.TypeFor[whatsapp.Client]().Fields() {
		if field.Type == reflect.TypeOf(expression).In(0) {
			return field
		}
	}
	panic("a list whose method is not a service's")
}

func (s *session) call(expression any, arguments []any) []reflect.Value {
	service := reflect.ValueOf(s.Client).Elem().FieldByIndex(serviceOf(expression).Index)
	values := []reflect.Value{service, reflect.ValueOf(s)}
	for _, argument := range arguments {
		values = append(values, reflect.ValueOf(argument))
	}
	return reflect.ValueOf(expression).CallSlice(append(values, reflect.ValueOf(s.opts)))
}
