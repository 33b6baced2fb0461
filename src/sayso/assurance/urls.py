"""The addresses of the policy's pages; what is applied once stays at its address for ever."""

from django.urls import path

from sayso.assurance import views
from sayso.assurance.desk import affected, drafts, evidence, today

urlpatterns = [
    path("staff", today.today, name="today"),
    path("staff/evidence", evidence.evidence, name="evidence"),
    path("staff/policy", drafts.policy, name="policy-versions"),
    path("staff/policy/drafts/<slug:name>", drafts.draft, name="policy-draft"),
    path("staff/policy/drafts/<slug:name>/plan", drafts.plan_progress, name="policy-plan"),
    path(
        "staff/policy/drafts/<slug:name>/plan/<slug:purpose>/<slug:channel>/<slug:which>",
        affected.affected,
        name="policy-affected",
    ),
    path("staff/policy/drafts/<slug:name>/part/<slug:key>", drafts.part, name="policy-part"),
    path("staff/policy/drafts/<slug:name>/do/<slug:what>", drafts.step, name="policy-step"),
    path("policy", views.policy, name="policy"),
    path("policy/policy.pdf", views.policy_pdf, name="policy-pdf"),
    path("policy/feed.xml", views.policy_feed, name="policy-feed"),
    path("policy/your-data", views.your_data, name="policy-your-data"),
    path("policy/your-data.pdf", views.your_data_pdf, name="policy-your-data-pdf"),
    path("policy/cookies", views.cookies, name="policy-cookies"),
    path("policy/cookies.pdf", views.cookies_pdf, name="policy-cookies-pdf"),
    path("your-rights/form", views.request_form, name="rights-form"),
    path("your-rights/form.pdf", views.request_form_pdf, name="rights-form-pdf"),
    path("policy/versions/<str:version>", views.policy, name="policy-version"),
    path("policy/versions/<str:version>/policy.pdf", views.policy_pdf, name="policy-version-pdf"),
    path("policy/versions/<str:version>/since/<str:earlier>", views.changes, name="policy-changes"),
]
