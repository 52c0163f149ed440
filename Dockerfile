# syntax is left to the engine: no frontend is fetched, so that the build needs no registry beyond the base image.
# Where no registry is reachable, scripts/build-base-image.sh makes the base image.
ARG BASE_IMAGE=node:26-trixie-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
# Node comes with the base image: without its install script the npm package `node` brings none of its own.
# A proxy or a mirror with a certificate of its own: docker build --secret id=ca,src=/path/to/ca.pem
RUN --mount=type=secret,id=ca --mount=type=cache,target=/root/.npm \
    if [ -s /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi; \
    npm ci --ignore-scripts --no-update-notifier
COPY tsconfig.json ./
COPY config/tools/rolldown-config.mjs ./config/tools/
COPY src ./src
RUN npm run build

FROM ${BASE_IMAGE}
ENV NODE_ENV=production
# git-lfs and ssh for the checkouts; Docker's command line with Compose and buildx for the projects. No engine in here.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
      ca-certificates git git-lfs openssh-client docker-cli docker-compose docker-buildx \
    && rm -rf /var/lib/apt/lists/*
# ssh refuses to work for a uid without a passwd entry: name the one that owns the checkouts, or that Redhook runs as.
ARG UID=1000
ARG GID=1000
RUN if ! getent group "$GID" >/dev/null; then groupadd --gid "$GID" redhook; fi \
    && if ! getent passwd "$UID" >/dev/null; then useradd --uid "$UID" --gid "$GID" --create-home redhook; fi \
    && install -d -o "$UID" -g "$GID" -m 0750 /var/lib/redhook
WORKDIR /opt/redhook
# One file holds Redhook and every library it needs.
COPY --from=build /build/dist ./dist
COPY package.json ./
COPY bin ./bin
RUN ln -s /opt/redhook/bin/redhook /usr/local/bin/redhook
ENV REDHOOK_DATA=/var/lib/redhook REDHOOK_CONFIG=/etc/redhook/redhook.yml
VOLUME /var/lib/redhook
# Over the command line's socket, so that it holds for any address and port.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "-e", "\
require('node:http').get({ socketPath: process.env.REDHOOK_DATA + '/redhook.sock', path: '/healthz' }, \
answer => { process.exitCode = answer.statusCode === 200 ? 0 : 1; answer.resume() }).on('error', () => { process.exitCode = 1 })"]
ENTRYPOINT ["redhook"]
CMD ["serve"]
