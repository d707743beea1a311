// Marks that scripts run, and wakes the design system's own scripts only on a page that has something for them.

document.body.classList.add("js-enabled", "govuk-frontend-supported");

// A button or a box gains nothing from them; an error summary does.
if (document.querySelector("[data-module]:not(button, .govuk-checkboxes)")) {
  const { designSystem } = document.querySelector("script[data-design-system]").dataset;
  const { initAll } = await import(designSystem);
  initAll();
}
