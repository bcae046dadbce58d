"""A switch without wires: telephones that follow plans.  It never knows of documents or REST."""
