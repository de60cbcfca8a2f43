package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.network.Network;
import dev.reinstate.registry.authentication.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The contract as a user of podman has it: one file, with a key for a part of the host. */
final class DockerRegistryAuthFileContractTest extends DockerRegistryContract {

  private Path directory;

  DockerRegistryAuthFileContractTest() {
    super(Wire.PLAIN);
  }

  @Override
  DockerRegistry start(Path scratch) throws IOException {
    directory = scratch;
    return DockerRegistry.startWithPassword(scratch, wire());
  }

  @Override
  Credentials credentials() {
    Path file = directory.resolve("auth.json");
    String json =
        "{\"auths\": {\"%s\": {\"auth\": \"%s\"}, \"%s/suite\": {\"auth\": \"%s\"}}}"
            .formatted(
                host(),
                encoded("nobody:wrong"),
                host(),
                encoded(DockerRegistry.USER + ":" + DockerRegistry.PASSWORD));
    try {
      Files.writeString(file, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Credentials.of(
        ImmutableMap.of("REGISTRY_AUTH_FILE", file.toString()),
        new GoogleAccess(ImmutableMap.of(), Network.DEFAULT, host -> host));
  }

  private static String encoded(String pair) {
    return Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }
}
