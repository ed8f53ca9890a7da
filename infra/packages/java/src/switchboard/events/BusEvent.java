package switchboard.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import switchboard.events.CommonEvents.CommonEvent;

/**
 * An event on the bus: a Common Event, and what EventBridge puts around it.
 *
 * @param version version of the envelope
 * @param id id that EventBridge gave this delivery; a repetition of a Common Event has another one
 * @param detailType type of the Common Event
 * @param source who put it on the bus
 * @param account account of the bus
 * @param time when the Common Event happened, to the second
 * @param region Region of the bus
 * @param resources empty
 * @param replayName name of the replay, only if the archive of the bus is replayed
 * @param detail the Common Event
 * @param json the event as it came, with the fields that this version does not know
 */
public record BusEvent(
    String version,
    String id,
    String detailType,
    String source,
    String account,
    Instant time,
    String region,
    List<String> resources,
    String replayName,
    CommonEvent detail,
    JsonNode json) {

    static BusEvent read(String detailType, Json reader, JsonNode json) {
        return new BusEvent(
            reader.required("version", Json::text),
            reader.required("id", Json::text),
            detailType,
            reader.required("source", Json::text),
            reader.required("account", Json::text),
            reader.required("time", Json::instant),
            reader.required("region", Json::text),
            reader.required("resources", Json.list(Json::text)),
            reader.optional("replay-name", Json::text),
            reader.required("detail", Json.part(detail -> CommonEvents.read(detailType, detail))),
            json);
    }
}
