package graphtest

// The kinds below belong to objects of several services. Every other kind is
// declared in the file of its service.

// referenceKind is the short form of an object inside another one.
var referenceKind = &kind{
	typeName: "Reference",
	standard: "id name",
}

var healthKind = &kind{
	typeName: "WhatsAppBusinessHealthStatus",
	standard: "can_send_message entities",
}

func health(entities ...any) map[string]any {
	return map[string]any{"can_send_message": "AVAILABLE", "entities": entities}
}

func entity(entityType, id string) map[string]any {
	return map[string]any{"entity_type": entityType, "id": id, "can_send_message": "AVAILABLE"}
}
