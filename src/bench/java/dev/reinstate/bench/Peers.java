package dev.reinstate.bench;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs to compare with, where they are installed. */
final class Peers {

  private static final ImmutableMap<String, String> INSTALL =
      ImmutableMap.<String, String>builder()
          .put("cosign", "go install github.com/sigstore/cosign/v2/cmd/cosign@latest")
          .put("crane", "go install github.com/google/go-containerregistry/cmd/crane@latest")
          .put("gcrane", "go install github.com/google/go-containerregistry/cmd/gcrane@latest")
          .put("kpromo", "go install sigs.k8s.io/promo-tools/v4/cmd/kpromo@latest")
          .put("regctl", "go install github.com/regclient/regclient/cmd/regctl@latest")
          .put("skopeo", "apt-get install skopeo")
          .put("docker-registry", "apt-get install docker-registry")
          .buildOrThrow();

  private final Map<String, String> environment;

  Peers(Map<String, String> environment) {
    this.environment = environment;
  }

  /** On {@code PATH}, or where Go installs. */
  Program find(String name) {
    Optional<ImmutableList<String>> found =
        directories()
            .map(directory -> directory.resolve(name))
            .filter(Files::isExecutable)
            .findFirst()
            .map(file -> ImmutableList.of(file.toString()));
    return new Program(name, found, INSTALL.getOrDefault(name, ""));
  }

  private Stream<Path> directories() {
    return Stream.concat(
        Splitter.on(':')
            .omitEmptyStrings()
            .splitToStream(environment.getOrDefault("PATH", ""))
            .map(Path::of),
        Stream.of(Path.of(environment.getOrDefault("HOME", "/")).resolve("go/bin")));
  }
}
