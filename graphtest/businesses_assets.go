package graphtest

const (
	businessUsersEdge = "business_users"
	ownedCatalogsEdge = "owned_product_catalogs"
)

// businessUserKind is a person in the list of a business.
var businessUserKind = &kind{
	typeName: "BusinessUser",
	standard: "id name",
	optional: "business email finance_permission first_name ip_permission last_name marked_for_removal pending_email role title two_fac_status",
	objects:  map[string]*kind{"business": referenceKind},
}

func (c *call) listBusinessUsers() (any, *failure) {
	return c.list(listing{edge: businessUsersEdge, view: businessUserKind})
}

func (c *call) listOwnedCatalogs() (any, *failure) {
	return c.list(listing{edge: ownedCatalogsEdge, view: catalogKind})
}
