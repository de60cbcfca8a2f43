package dev.reinstate.bench;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import dev.reinstate.image.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestException;
import java.util.OptionalDouble;

/** Signatures verified offline: one of Kubernetes' own by its certificate, and one by a key. */
final class SignaturesWorkload implements Workload {

  static final String IDENTITY = "krel-trust@k8s-releng-prod.iam.gserviceaccount.com";
  static final String ISSUER = "https://accounts.google.com";

  private static final Path ALL =
      Path.of("src/test/resources/dev/reinstate/signature/sigstore").toAbsolutePath();
  private static final String OCI = "application/vnd.oci.image.manifest.v1+json";
  private static final int A_MINUTE_AND_CORE = 10_000;

  @Override
  public String toString() {
    return "signatures";
  }

  @Override
  public Scene open(Setting setting) throws IOException, InterruptedException {
    RegistryProcess registry = Registries.EMBEDDED.start(setting, "registry");
    DescriptorDigest image = push(setting, registry.hosts().getFirst());
    registry.mark();
    int count = setting.size().of(2_000, 50);
    return new StagedScene(
        "%,d signatures in one process, and one by cosign; processor's seconds a signature"
            .formatted(count),
        "a signature",
        Integer.MAX_VALUE,
        ImmutableList.of(registry),
        ImmutableList.of(
            verifier("keyless", count), verifier("key", count), cosign(setting, image)),
        SignaturesWorkload::targets);
  }

  private static ImmutableList<Target> targets(Standings standings) {
    return standings.all().stream()
        .filter(standing -> standing.contender().startsWith("verifier") && standing.ran())
        .flatMap(
            standing ->
                standing.inside().stream()
                    .map(
                        each ->
                            Target.atLeast(
                                A_MINUTE_AND_CORE,
                                "a minute and core, " + standing.contender(),
                                60 / each.median())))
        .collect(ImmutableList.toImmutableList());
  }

  private static Contender verifier(String how, int count) {
    Program timing = JavaProgram.of(SignatureTiming.class);
    return new Contender(
        "verifier, " + how,
        timing,
        registries -> timing.with(how, String.valueOf(count), ALL.toString()),
        (run, registries) -> {
          if (run.exit() != 0
              || !run.lines().findFirst().orElse("").equals(String.valueOf(count))) {
            throw new WrongResultException(run.complaint());
          }
        },
        run -> OptionalDouble.of(Double.parseDouble(run.lastLine())));
  }

  private static Contender cosign(Setting setting, DescriptorDigest image) {
    Program cosign = setting.peers().find("cosign");
    return new Contender(
        "cosign verify",
        cosign,
        registries ->
            cosign.with(
                "verify",
                "--offline",
                "--trusted-root=" + ALL.resolve("trusted_root.json"),
                "--certificate-identity=" + IDENTITY,
                "--certificate-oidc-issuer=" + ISSUER,
                registries.source() + "/pause@" + image),
        (run, registries) -> {
          if (run.exit() != 0 || run.lines().noneMatch(line -> line.contains(image.getHash()))) {
            throw new WrongResultException(run.complaint());
          }
        },
        run -> OptionalDouble.of(run.cost().cpuSeconds()));
  }

  /** The signature alone, which cosign does not need the image for. */
  private static DescriptorDigest push(Setting setting, String host)
      throws IOException, InterruptedException {
    Path files = ALL.resolve("kubernetes");
    DescriptorDigest image = digest(Files.readAllBytes(files.resolve("image-index.json")));
    try (RegistryHttp registry = setting.http(host)) {
      for (String blob : ImmutableList.of("payload.json", "sig-config.json")) {
        byte[] bytes = Files.readAllBytes(files.resolve(blob));
        registry.putBlob("pause", digest(bytes), bytes);
      }
      registry.putManifest(
          "pause",
          "sha256-" + image.getHash() + ".sig",
          Manifest.of(OCI, Files.readAllBytes(files.resolve("sig-manifest.json"))));
    }
    return image;
  }

  private static DescriptorDigest digest(byte[] bytes) {
    try {
      return DescriptorDigest.fromHash(Hashing.sha256().hashBytes(bytes).toString());
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }
}
