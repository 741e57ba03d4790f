// Passkeys: hands the options of the page to the browser, and its answer to the form.

const supported = Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON);

async function ask(form) {
  const { options, optionsUrl, passkey } = form.dataset;
  const data = options
    ? JSON.parse(document.getElementById(options).textContent)
    : (await (await fetch(optionsUrl, { headers: { "X-Requested-With": "XMLHttpRequest" } })).json()).request_options;
  const publicKey =
    passkey === "create"
      ? PublicKeyCredential.parseCreationOptionsFromJSON(data.publicKey)
      : PublicKeyCredential.parseRequestOptionsFromJSON(data.publicKey);
  return navigator.credentials[passkey]({ publicKey });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const failed = form.querySelector("[data-passkey-failed]");
  const field = form.elements.credential;
  if (!supported) {
    form.querySelector("[data-passkey-missing]").hidden = false;
    form.querySelector("button[type=submit]").hidden = true;
    continue;
  }
  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      field.value = JSON.stringify(await ask(form));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
