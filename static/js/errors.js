// After a form came back, the list of what to mend gets the focus, so that it is read first.
document.querySelector(".errors, [role=alert][tabindex]")?.focus();
