package dev.reinstate.snapshot.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.snapshot.DamagedSnapshotException;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;

/** Registry trees as JSON. Equal trees have equal bytes. */
public final class RegistryTreeCodec {

  public static final String MEDIA_TYPE = "application/vnd.reinstate.tree.v1+json";

  private RegistryTreeCodec() {}

  public static byte[] encode(RegistryTree tree) {
    return JsonObject.write(
        1, MEDIA_TYPE, json -> writeDescriptors(json, "repositories", tree.repositories()));
  }

  /**
   * Reads a tree. Whether its names are valid repository names shows when they are resolved.
   *
   * @param document its name in errors
   */
  public static RegistryTree decode(String document, byte[] bytes) throws DamagedSnapshotException {
    JsonObject root = JsonObject.parse(document, bytes, 1, MEDIA_TYPE);
    return new RegistryTree(
        readDescriptors(root.object("repositories"), name -> name, MediaTypes.OCI_INDEX));
  }

  /** An object with a digest and a size under each name. */
  static void writeDescriptors(JsonGenerator json, String field, Map<?, Descriptor> descriptors)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<?, Descriptor> each : descriptors.entrySet()) {
      json.writeObjectFieldStart(each.getKey().toString());
      json.writeStringField("digest", each.getValue().digest().toString());
      json.writeNumberField("size", each.getValue().size());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** The same, read. */
  static <K extends Comparable<? super K>> ImmutableSortedMap<K, Descriptor> readDescriptors(
      JsonObject json, Function<String, K> name, String mediaType) throws DamagedSnapshotException {
    ImmutableSortedMap.Builder<K, Descriptor> descriptors = ImmutableSortedMap.naturalOrder();
    for (Map.Entry<K, JsonObject> each : json.members(name).entrySet()) {
      descriptors.put(
          each.getKey(),
          new Descriptor(
              mediaType,
              each.getValue().value("digest", Digests::parse),
              each.getValue().number("size", 0)));
    }
    return descriptors.buildOrThrow();
  }
}
