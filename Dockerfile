# Builds the job's image. What changes least comes first: a change of code ships the jar and the cache trained on it,
# not the libraries.
ARG BUILD_IMAGE=docker.io/library/maven:3.9.11-eclipse-temurin-25
ARG RUN_IMAGE=gcr.io/distroless/java25-debian13:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml .
COPY src/main src/main
RUN mvn -B -q -Dmaven.test.skip=true package org.cyclonedx:cyclonedx-maven-plugin:2.9.1:makeAggregateBom \
    -DoutputFormat=json -DoutputName=sbom

# The JVM checks at each start that a cache was made by itself, for these very files: train where it will run.
FROM ${RUN_IMAGE} AS train
COPY --from=build /build/target/lib /reinstate/lib
COPY --from=build /build/target/reinstate.jar /reinstate/
WORKDIR /tmp
RUN ["java", "-XX:+UseSerialGC", "-XX:AOTCacheOutput=/tmp/reinstate.aot", "-jar", "/reinstate/reinstate.jar", "sandbox"]

FROM ${RUN_IMAGE}
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Reinstate" \
      org.opencontainers.image.description="Puts container registries back as promoter manifests and a snapshot say" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /build/target/lib /reinstate/lib
COPY src/main/image/java.options /reinstate/
COPY --from=build /build/target/sbom.json /build/target/reinstate.jar /reinstate/
COPY --from=train /tmp/reinstate.aot /reinstate/
USER 65532:65532
ENTRYPOINT ["java", "@/reinstate/java.options"]
