package conformance

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"strings"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// groupMethods has the methods for groups whose operations are in the document.
func groupMethods() []method {
	requests := []string{graphtest.JoinRequestID}
	return []method{
		{"Groups.Create", "createGroup", func(s *session) (any, error) {
			return s.Groups.Create(s, graphtest.PhoneNumberID, whatsapp.CreateGroupRequest{
				Subject: strings.Repeat("a", 128), Description: new(strings.Repeat("b", 2048)),
				JoinApprovalMode: new(whatsapp.GroupJoinApprovalModeAutoApprove),
			}, s.opts...)
		}},
		{"Groups.Get", "getGroupInfo", func(s *session) (any, error) {
			return s.Groups.Get(s, graphtest.GroupID, s.opts...)
		}},
		{"Groups.Update", "updateGroupSettings", func(s *session) (any, error) {
			request := whatsapp.UpdateGroupRequest{Subject: new(strings.Repeat("a", 128)), Description: new(strings.Repeat("b", 2048))}
			return s.Groups.Update(s, graphtest.GroupID, request, s.opts...)
		}},
		{"Groups.SetPicture", "updateGroupSettings", func(s *session) (any, error) {
			return s.Groups.SetPicture(s, graphtest.GroupID, squarePicture(), s.opts...)
		}},
		{"Groups.Delete", "deleteGroup", func(s *session) (any, error) {
			return s.Groups.Delete(s, graphtest.GroupID, s.opts...)
		}},
		{"Groups.CreateInviteLink", "createGroupInviteLink", func(s *session) (any, error) {
			return s.Groups.CreateInviteLink(s, graphtest.GroupID, s.opts...)
		}},
		{"Groups.DeleteInviteLink", "deleteGroupInviteLink", func(s *session) (any, error) {
			err := s.Groups.DeleteInviteLink(s, graphtest.GroupID, s.opts...)
			return answer{"messaging_product": "whatsapp", "success": "true"}, err
		}},
		{"Groups.ApproveJoinRequests", "approveJoinRequests", func(s *session) (any, error) {
			return inPart(s.Groups.ApproveJoinRequests(s, graphtest.GroupID, requests, s.opts...))
		}},
		{"Groups.RejectJoinRequests", "rejectJoinRequests", func(s *session) (any, error) {
			return inPart(s.Groups.RejectJoinRequests(s, graphtest.GroupID, requests, s.opts...))
		}},
		{"Groups.AddParticipants", "addGroupParticipants", func(s *session) (any, error) {
			return s.Groups.AddParticipants(s, graphtest.GroupID, []string{customer}, s.opts...)
		}},
		{"Groups.RemoveParticipants", "removeGroupParticipants", func(s *session) (any, error) {
			return s.Groups.RemoveParticipants(s, graphtest.GroupID, []string{"15550100123"}, s.opts...)
		}},
	}
}

// inPart takes a success in part for a success: the answer is the same.
func inPart(result *whatsapp.JoinRequestsResult, err error) (any, error) {
	if failure, ok := errors.AsType[*whatsapp.GraphAPIError](err); ok && failure.Code == 131201 && result != nil {
		err = nil
	}
	return result, err
}

// squarePicture is a picture that a group can have.
func squarePicture() whatsapp.File {
	var encoded bytes.Buffer
	if err := jpeg.Encode(&encoded, image.NewGray(image.Rect(0, 0, 192, 192)), nil); err != nil {
		panic(err)
	}
	return whatsapp.File{Content: &encoded, Name: "group.jpg"}
}
