package dev.reinstate.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The {@code cosign} command of one major version, with a key pair of a test's own and nothing in
 * any transparency log.
 */
final class Cosign {

  /** What a statement says of how an image was built. */
  static final String PROVENANCE = "https://slsa.dev/provenance/v1";

  private static final List<String> NAMES = List.of("cosign", "cosign2", "cosign3");
  private static final String LOOPBACK_ALONE = "--allow-http-registry";
  private static final String UNLOGGED = "--insecure-ignore-tlog";

  private final OtherClient client;
  private final int major;
  private final Path directory;

  private Cosign(OtherClient client, int major, Path directory) {
    this.client = client;
    this.major = major;
    this.directory = directory;
  }

  /**
   * Looks for it under its own name and {@code cosign2} and {@code cosign3}; skips the test on a
   * machine that has none of this version.
   *
   * @param directory for the keys, which are made when there are none yet
   */
  static Cosign find(int major, Path directory) throws IOException, InterruptedException {
    Optional<OtherClient> found = Optional.empty();
    for (String name : NAMES) {
      Optional<OtherClient> client = OtherClient.onPath(name, directory);
      if (found.isEmpty() && client.isPresent() && version(client.get()) == major) {
        found = client;
      }
    }
    Assumptions.assumeTrue(found.isPresent(), "cosign " + major + " is not installed");
    Cosign cosign = new Cosign(found.orElseThrow(), major, directory);
    cosign.prepare();
    return cosign;
  }

  private static int version(OtherClient client) throws IOException, InterruptedException {
    return client
        .succeeds("version")
        .lines()
        .filter(line -> line.startsWith("GitVersion:"))
        .map(line -> line.replaceAll("^GitVersion:\\s*v", "").replaceAll("\\..*", ""))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(0);
  }

  private void prepare() throws IOException, InterruptedException {
    if (!Files.exists(publicKey())) {
      client.succeeds("generate-key-pair", "--output-key-prefix=" + directory.resolve("house"));
    }
    client.succeeds("trusted-root", "create", "--out=" + trustedRoot());
    if (major >= 3) {
      client.succeeds("signing-config", "create", "--out=" + signingConfig());
    }
    Files.writeString(
        statement(),
        """
        {"buildDefinition": {"buildType": "https://example.com/build", "externalParameters": {}},
         "runDetails": {"builder": {"id": "https://example.com/builder"}}}
        """);
    Files.writeString(bill(), "{\"spdxVersion\": \"SPDX-2.3\", \"name\": \"app\"}");
  }

  Path publicKey() {
    return directory.resolve("house.pub");
  }

  private Path trustedRoot() {
    return directory.resolve("no-authority.json");
  }

  private Path signingConfig() {
    return directory.resolve("no-service.json");
  }

  private Path statement() {
    return directory.resolve("provenance.json");
  }

  private Path bill() {
    return directory.resolve("bill.spdx.json");
  }

  /** Signs an image, {@code host/path@digest}. */
  void sign(String image, String... more) throws IOException, InterruptedException {
    client.succeeds(words(Stream.of(List.of("sign", image), privately(), List.of(more))));
  }

  /** Attests how an image was built. */
  void attest(String image, String... more) throws IOException, InterruptedException {
    List<String> what = List.of("--type=slsaprovenance1", "--predicate=" + statement());
    client.succeeds(words(Stream.of(List.of("attest", image), privately(), what, List.of(more))));
  }

  /** Attaches a bill of materials, unsigned. */
  void attachBill(String image, String... more) throws IOException, InterruptedException {
    List<String> what = List.of("--sbom=" + bill(), LOOPBACK_ALONE);
    client.succeeds(words(Stream.of(List.of("attach", "sbom", image), what, List.of(more))));
  }

  private List<String> privately() {
    return List.of(
        "--key=" + directory.resolve("house.key"),
        "--yes",
        LOOPBACK_ALONE,
        major >= 3 ? "--signing-config=" + signingConfig() : "--tlog-upload=false");
  }

  /** Whether it believes a signature. */
  boolean believes(String image, String... more) throws IOException, InterruptedException {
    return verify("verify", image, more).code() == 0;
  }

  /** Whether it believes how an image was built. */
  boolean believesProvenance(String image, String... more)
      throws IOException, InterruptedException {
    List<String> all = Stream.concat(Stream.of("--type=slsaprovenance1"), Stream.of(more)).toList();
    return verify("verify-attestation", image, all.toArray(String[]::new)).code() == 0;
  }

  /** Whether it believes that Kubernetes' releasers signed an image and logged it. */
  boolean believesKubernetes(String image, Path trustedRoot)
      throws IOException, InterruptedException {
    return client
            .run(
                "verify",
                image,
                LOOPBACK_ALONE,
                "--trusted-root=" + trustedRoot,
                "--certificate-identity=krel-trust@k8s-releng-prod.iam.gserviceaccount.com",
                "--certificate-oidc-issuer=https://accounts.google.com")
            .code()
        == 0;
  }

  private OtherClient.Ended verify(String verb, String image, String... more)
      throws IOException, InterruptedException {
    List<String> how =
        List.of(
            "--key=" + publicKey(), UNLOGGED, LOOPBACK_ALONE, "--trusted-root=" + trustedRoot());
    return client.run(words(Stream.of(List.of(verb, image), how, List.of(more))));
  }

  private static String[] words(Stream<List<String>> parts) {
    return parts.flatMap(List::stream).toArray(String[]::new);
  }
}
