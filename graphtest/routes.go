package graphtest

import "strings"

// routes is everything the server can do. The first path element names the
// kind of object that the path begins with.
var routes = []struct {
	pattern string
	handle  func(*call) (any, *failure)
}{
	{"GET /{phone}", (*call).readNode},
	{"POST /{phone}/conversational_automation", (*call).configureAutomation},
	{"GET /{phone}/message_history", (*call).listMessageHistory},
	{"POST /{phone}/media", (*call).uploadMedia},
	{"POST /{phone}/messages", (*call).sendMessage},
	{"POST /{phone}/marketing_messages", (*call).sendMarketing},
	{"GET /{bot}", (*call).readNode},

	{"GET /{waba}", (*call).readNode},
	{"GET /{waba}/phone_numbers", (*call).listPhoneNumbers},
	{"GET /{waba}/welcome_message_sequences", (*call).listSequences},
	{"POST /{waba}/welcome_message_sequences", (*call).saveSequence},
	{"DELETE /{waba}/welcome_message_sequences", (*call).deleteSequence},
	{"GET /{waba}/assigned_users", (*call).listAssignedUsers},
	{"POST /{waba}/assigned_users", (*call).assignUser},
	{"DELETE /{waba}/assigned_users", (*call).unassignUser},

	{"GET /{business}", (*call).readNode},
	{"GET /{business}/whatsapp_business_accounts", (*call).listAccounts},
	{"POST /{business}/whatsapp_business_accounts", (*call).createAccount},
	{"GET /{business}/owned_whatsapp_business_accounts", (*call).listOwnedAccounts},
	{"GET /{business}/client_whatsapp_business_accounts", (*call).listClientAccounts},
	{"POST /{business}/add_phone_numbers", (*call).addPreverifiedNumber},

	{"GET /{user}", (*call).readNode},
	{"GET /{user}/assigned_whatsapp_business_accounts", (*call).listAssignedAccounts},

	{"GET /{app}", (*call).readNode},
	{"GET /{app}/whatsapp_business_solutions", (*call).listSolutions},
	{"POST /{app}/whatsapp_business_solution", (*call).createSolution},
	{"GET /{app}/connected_client_businesses", (*call).listConnectedBusinesses},
	{"POST /{app}/uploads", (*call).startUpload},
	{"GET /{upload}", (*call).readUpload},
	{"POST /{upload}", (*call).continueUpload},
	{"GET /{solution}", (*call).readNode},

	{"GET /{message-history}", (*call).readNode},
	{"GET /{message-history}/events", (*call).listHistoryEvents},

	{"GET /{media}", (*call).readMedia},
	{"DELETE /{media}", (*call).deleteMedia},
}

type routeKey struct {
	method string
	kind   string
	edge   string
}

var handlers = indexRoutes()

func indexRoutes() map[routeKey]func(*call) (any, *failure) {
	index := map[routeKey]func(*call) (any, *failure){}
	for _, route := range routes {
		method, path, _ := strings.Cut(route.pattern, " ")
		kind, edge, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		index[routeKey{method, strings.Trim(kind, "{}"), edge}] = route.handle
	}
	return index
}
