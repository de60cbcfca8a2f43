package dev.reinstate.bench;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.RepositoryGlobs;
import dev.reinstate.manifest.Location;
import dev.reinstate.signature.AttachmentKind;
import dev.reinstate.signature.Requirement;
import dev.reinstate.signature.SignaturePolicy;
import dev.reinstate.signature.SignatureVerifier;
import dev.reinstate.signature.SignedContent;
import dev.reinstate.signature.Signer;
import dev.reinstate.signature.TextRule;
import dev.reinstate.signature.sigstore.SigstoreVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Verifies one signature many times, each time for a signer of another name, since results are
 * remembered. It prints how often, then the processor's seconds a signature, with all that the
 * virtual machine did for it.
 */
public final class SignatureTiming {

  private SignatureTiming() {}

  /** Takes {@code keyless} or {@code key}, how often, and the directory of the signatures. */
  public static void main(String... args)
      throws IOException, GeneralSecurityException, DigestException {
    Path all = Path.of(args[2]);
    int count = Integer.parseInt(args[1]);
    if (args[0].equals("keyless")) {
      time(
          count,
          all,
          pause(all.resolve("kubernetes")),
          digest("ee6521f290b2168b6e0935a181d4cff9be1ac3f505666ef0e3c98fae8199917a"),
          number ->
              new Signer.Keyless(
                  "signer-" + number,
                  new TextRule.Exact(SignaturesWorkload.IDENTITY),
                  new TextRule.Exact(SignaturesWorkload.ISSUER)));
    } else {
      String pem =
          Files.readString(all.resolve("cosign/cosign.pub")).replaceAll("-----[^-]*-----", "");
      var key =
          KeyFactory.getInstance("EC")
              .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
      time(
          count,
          all,
          new SignedContent.SigstoreBundle(
              Files.readAllBytes(all.resolve("cosign/c3/referrer0.layer0"))),
          digest("19a0cfe3e4c4a0ddc64ab867e6bd52d54f45145b750a38cdd25c2f42446e1515"),
          number -> new Signer.Key("signer-" + number, key, false));
    }
  }

  private static void time(
      int count,
      Path all,
      SignedContent content,
      DescriptorDigest image,
      IntFunction<Signer> signers)
      throws IOException {
    SignatureVerifier verifier =
        SigstoreVerifier.open(
            Optional.of(all.resolve("trusted_root.json")), policy(signers.apply(0)));
    SignatureVerifier.Image asked = new SignatureVerifier.Image(image, name -> true);
    Duration before = processor();
    int right = 0;
    for (int number = 0; number < count; number++) {
      if (verifier.verify(content, asked, signers.apply(number))
          instanceof SignatureVerifier.Verdict.Valid) {
        right++;
      }
    }
    System.out.println(right);
    System.out.println(processor().minus(before).toNanos() / 1e9 / count);
  }

  private static Duration processor() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  private static DescriptorDigest digest(String hash) throws DigestException {
    return DescriptorDigest.fromHash(hash);
  }

  private static SignedContent pause(Path files) throws IOException {
    return new SignedContent.SimpleSigning(
        Files.readAllBytes(files.resolve("payload.json")),
        Base64.getEncoder().encodeToString(Files.readAllBytes(files.resolve("signature.der"))),
        new SignedContent.Proofs(
            Optional.of(Files.readString(files.resolve("certificate.pem"))),
            Optional.of(Files.readString(files.resolve("chain.pem"))),
            Optional.of(Files.readString(files.resolve("log-bundle.json"))),
            Optional.empty()));
  }

  private static SignaturePolicy policy(Signer signer) {
    return new SignaturePolicy(
        ImmutableList.of(
            new SignaturePolicy.Rule(
                new RepositoryGlobs(ImmutableList.of("**")),
                ImmutableList.of(
                    new Requirement(
                        AttachmentKind.SIGNATURE, Optional.empty(), ImmutableList.of(signer))),
                new RepositoryGlobs(ImmutableList.of()),
                Optional.empty(),
                false,
                Location.ofFile("policy.yaml"))),
        ImmutableList.of(),
        ImmutableList.of());
  }
}
