package graphtest

import (
	"errors"

	"github.com/wabakit/whatsapp/webhook"
)

// typeOf returns the type of the content that is set.
func typeOf(m *webhook.Message) webhook.MessageType {
	for _, content := range []struct {
		set  bool
		name webhook.MessageType
	}{
		{m.Text != nil, webhook.MessageTypeText},
		{m.Image != nil, webhook.MessageTypeImage},
		{m.Video != nil, webhook.MessageTypeVideo},
		{m.Audio != nil, webhook.MessageTypeAudio},
		{m.Document != nil, webhook.MessageTypeDocument},
		{m.Sticker != nil, webhook.MessageTypeSticker},
		{m.Location != nil, webhook.MessageTypeLocation},
		{m.Contacts != nil, webhook.MessageTypeContacts},
		{m.Interactive != nil, webhook.MessageTypeInteractive},
		{m.Button != nil, webhook.MessageTypeButton},
		{m.Reaction != nil, webhook.MessageTypeReaction},
		{m.Order != nil, webhook.MessageTypeOrder},
		{m.System != nil, webhook.MessageTypeSystem},
		{m.Edit != nil, webhook.MessageTypeEdit},
		{m.Revoke != nil, webhook.MessageTypeRevoke},
		{m.Unsupported != nil, webhook.MessageTypeUnsupported},
	} {
		if content.set {
			return content.name
		}
	}
	return ""
}

// completeContent adds what follows from the content. The values that the
// message points to belong to the test, so they are copied before they are
// changed.
func completeContent(m *webhook.Message) error {
	if m.Interactive != nil {
		m.Interactive = new(*m.Interactive)
		if err := completeInteractive(m.Interactive); err != nil {
			return err
		}
	}
	if m.System != nil {
		m.System = new(*m.System)
		m.System.Type = orElse(m.System.Type, systemTypeOf(m.System))
		if m.System.Type == "" {
			return errors.New("graphtest: the system content is empty: set its Type, or what changed")
		}
	}
	if m.Edit != nil && m.Edit.Message != nil {
		edited := *m.Edit.Message
		edited.Type = orElse(edited.Type, typeOf(&edited))
		m.Edit = new(*m.Edit)
		m.Edit.Message = &edited
	}
	return nil
}

func completeInteractive(content *webhook.Interactive) error {
	content.Type = orElse(content.Type, interactiveTypeOf(content))
	if content.Type == "" {
		return errors.New("graphtest: the interactive content has no reply: set one, or its Type")
	}
	if content.NFMReply != nil {
		reply := *content.NFMReply
		reply.Name = orElse(reply.Name, "flow")
		reply.Body = orElse(reply.Body, "Sent")
		reply.ResponseJSON = orElse(reply.ResponseJSON, "{}")
		content.NFMReply = &reply
	}
	if content.CallPermissionReply != nil {
		reply := *content.CallPermissionReply
		reply.Response = orElse(reply.Response, "accept")
		reply.ResponseSource = orElse(reply.ResponseSource, "user_action")
		content.CallPermissionReply = &reply
	}
	return nil
}

func interactiveTypeOf(content *webhook.Interactive) webhook.InteractiveType {
	switch {
	case content.ButtonReply != nil:
		return webhook.InteractiveTypeButtonReply
	case content.ListReply != nil:
		return webhook.InteractiveTypeListReply
	case content.NFMReply != nil:
		return webhook.InteractiveTypeNFMReply
	case content.CallPermissionReply != nil:
		return webhook.InteractiveTypeCallPermissionReply
	}
	return ""
}

func systemTypeOf(content *webhook.System) webhook.SystemType {
	switch {
	case content.UserID != "" || content.PreviousUserID != "":
		return webhook.SystemTypeUserChangedUserID
	case content.Identity != "" || content.Customer != "":
		return webhook.SystemTypeCustomerIdentityChanged
	case content.WAID != "" || content.Body != "":
		return webhook.SystemTypeUserChangedNumber
	}
	return ""
}
