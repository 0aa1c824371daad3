package graphtest

import (
	"github.com/wabakit/whatsapp/webhook"
)

// announced is what every webhook about a call says. It has the user who has
// called, or whom the business has.
func (s *Server) announced(known *Call, event webhook.CallEventType) webhook.Call {
	number := digitsOf(s.graph.nodes[known.PhoneNumberID].text("display_phone_number"))
	news := webhook.Call{ID: known.ID, Event: event, Timestamp: webhook.Unix(s.now().Unix()), Direction: known.Direction}
	switch isNumber := digits.MatchString(known.User); {
	case known.isOfBusiness() && isNumber:
		news.From, news.To = number, known.User
	case known.isOfBusiness():
		news.From, news.ToUserID = number, known.User
	case isNumber:
		news.From, news.To = known.User, number
	default:
		news.FromUserID, news.To = known.User, number
	}
	return news
}

// announceConnect queues the webhook with the session of the user's side.
func (s *Server) announceConnect(known *Call) {
	news := s.announced(known, webhook.CallEventTypeConnect)
	news.Session = &webhook.CallSession{SDPType: webhook.SDPTypeOffer, SDP: known.Offer}
	if known.isOfBusiness() {
		news.Session = &webhook.CallSession{SDPType: webhook.SDPTypeAnswer, SDP: known.Answer}
		news.BizOpaqueCallbackData = known.CallbackData
	}
	s.notifyOfCall(known, map[string]any{"calls": []any{news}})
}

// announceProgress queues the status of a call of the business.
func (s *Server) announceProgress(known *Call, progress webhook.CallProgress) {
	status := webhook.CallStatus{
		ID: known.ID, Timestamp: webhook.Unix(s.now().Unix()), Type: "call", Status: progress,
		BizOpaqueCallbackData: known.CallbackData,
	}
	if digits.MatchString(known.User) {
		status.RecipientID = known.User
	} else {
		status.RecipientUserID = known.User
	}
	s.notifyOfCall(known, map[string]any{"statuses": []any{status}})
}

// announceEnd queues the webhook terminate. Only a call that was picked up has
// a beginning and a duration.
func (s *Server) announceEnd(known *Call, cause *webhook.Error) {
	news := s.announced(known, webhook.CallEventTypeTerminate)
	news.Timestamp = webhook.Unix(known.EndedAt.Unix())
	news.Status, news.BizOpaqueCallbackData = webhook.CallResultCompleted, known.CallbackData
	if !known.AcceptedAt.IsZero() {
		news.StartTime, news.EndTime = webhook.Unix(known.AcceptedAt.Unix()), webhook.Unix(known.EndedAt.Unix())
		news.Duration = known.seconds()
	}
	value := map[string]any{}
	if cause != nil {
		news.Status = webhook.CallResultFailed
		value["errors"] = []any{cause}
	}
	value["calls"] = []any{news}
	s.notifyOfCall(known, value)
}

// announceCaptures adds the media of a call that has ended, and queues the
// webhooks about them.
func (s *Server) announceCaptures(known *Call) {
	phone := s.graph.nodes[known.PhoneNumberID]
	news := webhook.Call{ID: known.ID, Timestamp: webhook.Unix(s.now().Unix())}
	if digits.MatchString(known.User) {
		news.From = known.User
	} else {
		news.FromUserID = known.User
	}
	if known.Recorded {
		recording, media := news, webhook.Media{}
		s.graph.completeMedia(&media, phone, webhook.MessageTypeAudio)
		recording.Event, recording.CallRecording = webhook.CallEventTypeRecordingAvailable, &webhook.CallRecording{Type: "audio", Audio: &media}
		s.notifyOfCall(known, map[string]any{"calls": []any{recording}})
	}
	if known.Transcribed {
		transcript := news
		object := s.graph.addMedia(phone, "application/json", []byte(`{"transcript":{"text":"[Business] Hello. [Customer] Hello.","language":"en"}}`))
		media := webhook.Media{ID: object.id}
		s.graph.completeMedia(&media, phone, webhook.MessageTypeDocument)
		transcript.Event, transcript.CallTranscript = webhook.CallEventTypeTranscriptionAvailable, &webhook.CallTranscript{Document: &media}
		s.notifyOfCall(known, map[string]any{"calls": []any{transcript}})
	}
}

func (s *Server) notifyOfCall(known *Call, value map[string]any) {
	contact := personOf(known.User)
	contact["profile"] = map[string]any{"name": "WhatsApp user"}
	value["contacts"] = []any{contact}
	s.notify(Event{Field: webhook.FieldCalls, PhoneNumberID: known.PhoneNumberID, Value: value})
}
