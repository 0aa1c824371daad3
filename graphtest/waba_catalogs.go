package graphtest

// Catalog is a product catalog.
type Catalog struct {
	ID   string
	Name string
	// ProductCount is the number of products in it.
	ProductCount int
	// BusinessID is the portfolio that owns it, if the server has that.
	BusinessID string
}

var catalogKind = &kind{
	name:     "catalog",
	typeName: "ProductCatalog",
	standard: "id name",
	optional: "product_count vertical",
}

const catalogsEdge = "product_catalogs"

// AddCatalog adds a product catalog and returns its id. It is connected to no
// WABA: an operation does that, or [Server.ConnectCatalog].
func (s *Server) AddCatalog(catalog Catalog) string {
	s.world.Lock()
	defer s.world.Unlock()
	added := s.graph.add(catalogKind, catalog.ID, map[string]any{
		"name":          orElse(catalog.Name, "Products"),
		"product_count": catalog.ProductCount,
		"vertical":      "commerce",
	})
	if business := s.graph.find(businessKind, catalog.BusinessID); business != nil {
		business.connect(ownedCatalogsEdge, added)
	}
	return added.id
}

// ConnectCatalog connects a product catalog to a WABA.
func (s *Server) ConnectCatalog(wabaID, catalogID string) {
	s.world.Lock()
	defer s.world.Unlock()
	s.graph.must(wabaKind, wabaID).connect(catalogsEdge, s.graph.must(catalogKind, catalogID))
}

func (c *call) listCatalogs() (any, *failure) {
	return c.list(listing{edge: catalogsEdge, view: catalogKind})
}

func (c *call) connectCatalog() (any, *failure) {
	catalog, f := c.requestedCatalog()
	if f != nil {
		return nil, f
	}
	if c.node.item(catalogsEdge, catalog.id) == nil {
		c.node.connect(catalogsEdge, catalog)
	}
	return success(), nil
}

func (c *call) disconnectCatalog() (any, *failure) {
	catalog, f := c.requestedCatalog()
	if f != nil {
		return nil, f
	}
	c.node.disconnect(catalogsEdge, catalog.id)
	return success(), nil
}

func (c *call) requestedCatalog() (*node, *failure) {
	id, f := c.params.id("catalog_id")
	if f != nil {
		return nil, f
	}
	catalog := c.graph.find(catalogKind, id)
	if catalog == nil {
		return nil, invalid("Param catalog_id must be the id of a product catalog that the token can see - got %q", id).
			because("graphtest has none with this id: add it with Server.AddCatalog")
	}
	return catalog, nil
}
