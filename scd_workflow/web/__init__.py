"""The pages that Prefect cannot give: question sets for people who have no business in Prefect, and what goes with them."""
