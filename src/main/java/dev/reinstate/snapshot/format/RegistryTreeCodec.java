package dev.reinstate.snapshot.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.snapshot.DamagedSnapshotException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Registry trees as JSON. Equal trees have equal bytes. */
public final class RegistryTreeCodec {

  public static final String MEDIA_TYPE = "application/vnd.reinstate.tree.v1+json";

  private RegistryTreeCodec() {}

  public static byte[] encode(RegistryTree tree) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("schemaVersion", 1).put("mediaType", MEDIA_TYPE);
    ObjectNode repositories = root.putObject("repositories");
    tree.repositories()
        .forEach(
            (name, index) ->
                repositories
                    .putObject(name)
                    .put("digest", index.digest().toString())
                    .put("size", index.size()));
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a tree. Whether its names are valid repository names shows when they are resolved.
   *
   * @param document its name in errors
   */
  public static RegistryTree decode(String document, byte[] bytes) throws DamagedSnapshotException {
    JsonObject root = JsonObject.parse(document, bytes);
    root.require("schemaVersion", "1");
    root.require("mediaType", MEDIA_TYPE);
    ImmutableSortedMap.Builder<String, Descriptor> repositories = ImmutableSortedMap.naturalOrder();
    for (Map.Entry<String, JsonObject> entry :
        root.object("repositories").members(name -> name).entrySet()) {
      JsonObject index = entry.getValue();
      repositories.put(
          entry.getKey(),
          new Descriptor(
              MediaTypes.OCI_INDEX,
              index.value("digest", Digests::parse),
              index.number("size", 0)));
    }
    return new RegistryTree(repositories.buildOrThrow());
  }
}
